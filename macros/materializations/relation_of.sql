{# The relation of a model or seed by name. Not ref(): the inputs named in meta are those of the
   ephemeral models below, too, and every `months` model both reads and writes the built months. #}
{% macro relation_of(name) %}
    {%- set node = graph.nodes.values() | selectattr('name', 'equalto', name) | first -%}
    {{ return(api.Relation.create(
        database=node.database, schema=node.schema, identifier=node.alias, type='table'
    )) }}
{% endmacro %}


{# How a model or seed of this name is materialized. #}
{% macro materialization_of(name) %}
    {{ return((graph.nodes.values() | selectattr('name', 'equalto', name) | first).config.materialized) }}
{% endmacro %}

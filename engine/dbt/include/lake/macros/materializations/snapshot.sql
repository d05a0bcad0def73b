{# dbt's own snapshot: dbt-spark's asks for a file format, and a lake has only one. #}
{% materialization snapshot, adapter='lake' %}
    {{ return(dbt.materialization_snapshot_default()) }}
{% endmaterialization %}


{# dbt's snapshot passes the node's database, which no lake node has. #}
{% macro lake__get_or_create_relation(database, schema, identifier, type) -%}
    {{ return(default__get_or_create_relation(none, schema, identifier, type)) }}
{%- endmacro %}

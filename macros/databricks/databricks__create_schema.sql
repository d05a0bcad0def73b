{# A schema of Unity Catalog: it may have no location of its own, each table states where it lies.
   A lake that another engine built brings its tables along, those that keep history above all. #}
{% macro databricks__create_schema(relation) -%}
    {%- call statement('create_schema') -%}
        create schema if not exists {{ relation.without_identifier() }}
    {%- endcall -%}
    {%- do register_delta_tables(relation.schema, []) -%}
{%- endmacro %}

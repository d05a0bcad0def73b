{% macro lake__create_schema(relation) -%}
    {%- set location = adapter.lake_location(relation.without_identifier()) -%}
    {%- do adapter.lake_make_folder(location) -%}
    {%- call statement('create_schema') -%}
        create schema if not exists {{ relation.without_identifier() }}
        location {{ adapter.lake_literal(location) }}
    {%- endcall -%}
{%- endmacro %}


{# For statements of a project's own materializations: every table lies in its schema's folder. #}
{% macro lake__location_clause() -%}
    location {{ adapter.lake_literal(adapter.lake_location(this, config.get('location_root'))) }}
{%- endmacro %}


{% macro lake__file_format_clause() -%}
    using {{ config.get('file_format', 'delta') }}
{%- endmacro %}


{# A temporary view has no schema: its name holds it, so that two models of one name do not meet. #}
{% macro lake__make_temp_relation(base_relation, suffix='__dbt_tmp') -%}
    {%- set name = [base_relation.schema, base_relation.identifier] | join('__') ~ suffix -%}
    {{ return(api.Relation.create(identifier=name, type='view').include(database=false, schema=false)) }}
{%- endmacro %}


{# Dropping takes a table out of the catalog and leaves its folder, which the next process attaches
   again: a table that is created anew keeps its log, and nothing that keeps history is lost. #}
{% macro lake__drop_relation(relation) -%}
    {%- call statement('drop_relation', auto_begin=False) -%}
        drop {{ 'view' if relation.type == 'view' else 'table' }} if exists {{ relation }}
    {%- endcall -%}
{%- endmacro %}


{% macro lake__truncate_relation(relation) -%}
    {%- call statement('truncate_relation') -%}
        delete from {{ relation }}
    {%- endcall -%}
{%- endmacro %}

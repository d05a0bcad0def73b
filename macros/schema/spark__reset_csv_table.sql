{# A seed on Apache Spark takes the place of what is there, whichever engine wrote it: dropping a table
   of a folder leaves the folder, and rows would be added to those in it. #}
{% macro spark__reset_csv_table(model, full_refresh, old_relation, agate_table) -%}
    {#- Macros of this project go before those of the other adapters, which are named for them. -#}
    {%- if target.type == 'lake' -%}
        {{ return(lake__reset_csv_table(model, full_refresh, old_relation, agate_table)) }}
    {%- elif target.type == 'databricks' -%}
        {{ return(databricks__reset_csv_table(model, full_refresh, old_relation, agate_table)) }}
    {%- endif -%}
    {%- set types = model['config'].get('column_types', {}) -%}
    {%- set sql -%}
        create or replace table {{ this }} (
            {%- for name in agate_table.column_names %}
            {{ adapter.quote(name) }} {{ types.get(name, adapter.convert_type(agate_table, loop.index0)) }}{{ ',' if not loop.last }}
            {%- endfor %}
        )
        using delta
    {%- endset -%}
    {%- do run_query(sql) -%}
    {{ return(sql) }}
{%- endmacro %}

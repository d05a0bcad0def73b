{# dbt's own writes a query for each row, and calls macros for each cell: see fixtures.py. #}
{% macro get_fixture_sql(rows, column_name_to_data_types) -%}
    {%- set relation = defer_relation if (defer_relation and not load_relation(this)) else this -%}
    {%- set types = lake_column_types(adapter.get_columns_in_relation(relation)) -%}
    {%- if not types -%}
        {%- do exceptions.raise_compiler_error(
            "Not able to get columns for unit test '" ~ model.name ~ "' from relation " ~ relation
            ~ " because the relation doesn't exist. Build it first: dbt run --select +" ~ model.name
        ) -%}
    {%- endif -%}
    {{ adapter.lake_fixture_sql(rows, types, types, "'" ~ model.name ~ "'") }}
{%- endmacro %}


{# Types by lower case column name. #}
{% macro lake_column_types(columns) -%}
    {%- set types = {} -%}
    {%- for column in columns -%}
        {%- do types.update({column.name | lower: column.data_type}) -%}
    {%- endfor -%}
    {{ return(types) }}
{%- endmacro %}

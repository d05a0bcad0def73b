{# The columns of a query as a list of {name, data_type, is_required}. The cursor of Databricks names
   types without their size (`decimal`), so there the query is described. #}
{% macro query_columns(sql) %}
    {%- set columns = [] -%}
    {%- if target.type == 'databricks' -%}
        {%- for row in run_query('describe query ' ~ sql).rows -%}
            {%- do columns.append({'name': row[0], 'data_type': row[1], 'is_required': false}) -%}
        {%- endfor -%}
    {%- else -%}
        {%- for column in get_column_schema_from_query(sql) -%}
            {%- do columns.append({'name': column.name, 'data_type': column.dtype, 'is_required': false}) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(columns) }}
{% endmacro %}

{# The body of a declared model: its columns by name and type, and no row. Column lineage reads it. #}
{% macro declared_columns() %}
    select
        {%- for column in model.columns.values() %}
        cast(null as {{ column.data_type }}) as {{ column.name }}{{ ',' if not loop.last }}
        {%- else %}
        1 as undeclared
        {%- endfor %}
    where false
{% endmacro %}

{# The row's {priority, source_name, value} of the best recorder that has a value; ties by name. #}
{% macro first_by_priority(column) -%}
    min(case when {{ column }} is not null then struct(priority, source_name, {{ column }}) end)
{%- endmacro %}

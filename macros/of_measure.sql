{# One measure's column of a room's day. A mean over less than half of the day is no mean of the day: null. #}
{% macro of_measure(measure, column, is_mean=false) -%}
    max(case when measure = '{{ measure }}'{{ ' and covered_percent >= 50' if is_mean }} then {{ column }} end)
{%- endmacro %}

{# An aggregate: the mean absolute error of forecasts, in the unit of the values. #}
{% macro mean_absolute_error(actual, expected) -%}
    avg(abs({{ actual }} - ({{ expected }})))
{%- endmacro %}

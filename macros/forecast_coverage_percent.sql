{# An aggregate: how many of 100 values came within two quantiles of their forecast, both
   included. #}
{% macro forecast_coverage_percent(actual, low, high) -%}
    100.0e0 * avg(case
        when {{ actual }} >= {{ low }} and {{ actual }} <= {{ high }} then 1.0e0
        else 0.0e0
    end)
{%- endmacro %}

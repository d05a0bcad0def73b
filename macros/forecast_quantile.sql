{# The change of the balance at a level of forecast_levels(), from a row of
   silver_finance__forecast_quantiles. The middle is the model's own expectation, and no quantile
   lies on its wrong side. #}
{% macro forecast_quantile(level) -%}
    {%- set bound = {true: 'least', false: 'greatest'}[level < 0.5] -%}
    change_amount
    {%- if level != 0.5 %} + {{ bound }}(
        element_at(error_quantiles, {{ forecast_levels().split().index(level | string) + 1 }}), 0
    ) {%- endif -%}
{%- endmacro %}

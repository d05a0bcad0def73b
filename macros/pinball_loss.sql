{# The pinball (quantile) loss of one forecast, in the unit of the values.
   Source: Koenker and Bassett, Regression Quantiles, Econometrica 46 (1978). #}
{% macro pinball_loss(actual, quantile, level) -%}
    greatest({{ level }} * ({{ actual }} - ({{ quantile }})), ({{ level }} - 1) * ({{ actual }} - ({{ quantile }})))
{%- endmacro %}

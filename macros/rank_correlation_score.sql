{# A rank correlation of so many independent pairs as a standard normal value: Fisher's z, with the
   variance of ranks (Fieller, Hartley and Pearson 1957). taken_out: parameters that were fitted to
   both series before; each costs a pair (Fisher 1924). Null for a correlation of 1 or -1. #}
{% macro rank_correlation_score(correlation, pairs, taken_out) -%}
    case when abs({{ correlation }}) < 1 then
        0.5e0 * ln((1 + {{ correlation }}) / (1 - {{ correlation }}))
        * sqrt(({{ pairs }} - 3 - {{ taken_out }}) / 1.06e0)
    end
{%- endmacro %}

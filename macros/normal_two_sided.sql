{# Probability that a standard normal value lies farther from 0 than `score`: erfc(|score| / sqrt(2)),
   to a relative error of 1.2e-7 for any score (Press et al., Numerical Recipes, 2nd ed. 1992, 6.2);
   no engine of the three has the error function. #}
{% macro normal_two_sided(score) -%}
    {%- set x -%} (abs({{ score }}) / sqrt(2e0)) {%- endset -%}
    {%- set t -%} (1e0 / (1e0 + 0.5e0 * {{ x }})) {%- endset -%}
    {%- set terms = [
        '-1.26551223e0', '1.00002368e0', '0.37409196e0', '0.09678418e0', '-0.18628806e0',
        '0.27886807e0', '-1.13520398e0', '1.48851587e0', '-0.82215223e0', '0.17087277e0',
    ] -%}
    {%- set series = namespace(sql=terms[-1]) -%}
    {%- for term in terms[:-1] | reverse -%}
        {%- set series.sql = term ~ ' + ' ~ t ~ ' * (' ~ series.sql ~ ')' -%}
    {%- endfor -%}
    {{ t }} * exp(0e0 - {{ x }} * {{ x }} + {{ series.sql }})
{%- endmacro %}

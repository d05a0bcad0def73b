{# The standard normal value that is as rare as a value of Student's t: so a point judged by a sigma
   that few points told is called as far away as it is surprising. Right to 0.03 from 12 degrees on.
   Source: Wallace, Bounds on normal approximations to Student's and the chi-square distributions,
   Annals of Mathematical Statistics 30 (1959).

   deviate: in estimated standard deviations. freedom: degrees of freedom; null where sigma is known. #}
{% macro normal_score(deviate, freedom) -%}
    case
        when {{ freedom }} is null then {{ deviate }}
        else sign({{ deviate }})
            * (8e0 * {{ freedom }} + 1e0) / (8e0 * {{ freedom }} + 3e0)
            * sqrt({{ freedom }} * log1p({{ deviate }} * {{ deviate }} / {{ freedom }}))
    end
{%- endmacro %}

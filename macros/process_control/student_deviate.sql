{# How many estimated standard deviations are as rare as `score` known ones: the inverse of
   normal_score(), by which limits from few points are wider.

   score: a positive constant. freedom: degrees of freedom; null where sigma is known. #}
{% macro student_deviate(score, freedom) -%}
    case
        when {{ freedom }} is null then {{ score }}
        else sqrt(
            {{ freedom }} * expm1(
                pow({{ score }} * (8e0 * {{ freedom }} + 3e0) / (8e0 * {{ freedom }} + 1e0), 2)
                / {{ freedom }}
            )
        )
    end
{%- endmacro %}

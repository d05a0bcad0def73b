{# A number as a person reads it: no decimals from 100 on, two from 1 on, five below. #}
{% macro number_in_words(number) -%}
    regexp_replace(
        cast(cast(
            case
                when abs({{ number }}) >= 100 then round({{ number }}, 0)
                when abs({{ number }}) >= 1 then round({{ number }}, 2)
                else round({{ number }}, 5)
            end as decimal(28, 5)
        ) as string),
        '[.]?0+$', ''
    )
{%- endmacro %}

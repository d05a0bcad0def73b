{# The day on which the next entry of the same key takes over (exclusive); the last one holds for ever. #}
{% macro valid_to_date(valid_from, key) -%}
    coalesce(
        lead({{ valid_from_date(valid_from) }}) over (
            partition by {{ key }} order by {{ valid_from_date(valid_from) }}
        ),
        date'9999-12-31'
    )
{%- endmacro %}

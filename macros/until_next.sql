{# Where the next period of the same key takes over (exclusive); the last one holds for ever.

   start: a date or timestamp column. key: none where all rows follow each other. #}
{% macro until_next(start, key=none) -%}
    coalesce(
        lead({{ start }}) over ({{ 'partition by ' ~ key if key }} order by {{ start }}),
        {{ "date'9999-12-31'" if start.endswith('_date') else "timestamp'2200-01-01 00:00:00'" }}
    )
{%- endmacro %}

{# Where a bank moves a day that falls on a weekend: to the Monday after it (next), to the Friday
   before it (previous), or nowhere (none). #}
{% macro moved_off_weekend(day, rule) -%}
    date_add({{ day }}, case
        when {{ day_of_week(day) }} < 5 then 0
        when {{ rule }} = 'next' then 7 - {{ day_of_week(day) }}
        when {{ rule }} = 'previous' then 4 - {{ day_of_week(day) }}
        else 0
    end)
{%- endmacro %}

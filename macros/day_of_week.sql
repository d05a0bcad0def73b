{# The number of a date's day in its week, 0 (Monday) to 6 (Sunday). The embedded engine's own
   weekday() says -1 for Sundays (pysail 0.7.2, lakehq/sail#1487). #}
{% macro day_of_week(day) -%}
    (dayofweek({{ day }}) + 5) % 7
{%- endmacro %}

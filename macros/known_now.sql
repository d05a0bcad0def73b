{# The time up to which that is known which is known now: an instant that no file reaches. #}
{% macro known_now() -%}
    cast('2200-01-01 00:00:00' as timestamp)
{%- endmacro %}

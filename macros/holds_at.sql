{# Whether a household entry, joined under this alias, holds at a UTC instant. #}
{% macro holds_at(alias, instant) -%}
    {{ instant }} >= {{ alias }}.valid_from_at and {{ instant }} < {{ alias }}.valid_to_at
{%- endmacro %}

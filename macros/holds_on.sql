{# Whether a household entry, joined under this alias, holds on a local date. #}
{% macro holds_on(alias, local_date) -%}
    {{ local_date }} >= {{ alias }}.valid_from_date and {{ local_date }} < {{ alias }}.valid_to_date
{%- endmacro %}

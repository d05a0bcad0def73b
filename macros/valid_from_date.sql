{# The first day on which a household entry holds; entries without one hold from the beginning. #}
{% macro valid_from_date(valid_from) -%}
    coalesce(try_cast({{ valid_from }} as date), date'1900-01-01')
{%- endmacro %}

{# The household's local date at the as-of moment. #}
{% macro as_of_date() -%}
    (select to_date(from_utc_timestamp({{ as_of() }}, time_zone)) from {{ ref('silver_household__settings') }})
{%- endmacro %}

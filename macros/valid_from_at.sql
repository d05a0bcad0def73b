{# The UTC instant at which a household entry begins to hold: midnight of its first day where it lives. #}
{% macro valid_from_at(valid_from, time_zone) -%}
    coalesce(
        to_utc_timestamp(cast(try_cast({{ valid_from }} as date) as timestamp), {{ time_zone }}),
        timestamp'1900-01-01 00:00:00'
    )
{%- endmacro %}

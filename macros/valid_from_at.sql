{# The UTC instant at which a household entry begins to hold: midnight of its first day where it lives;
   one that holds from the beginning has a fixed instant, which no zone's history moves. #}
{% macro valid_from_at(valid_from_date, time_zone) -%}
    case
        when {{ valid_from_date }} = date'1900-01-01' then timestamp'1900-01-01 00:00:00'
        else to_utc_timestamp(cast({{ valid_from_date }} as timestamp), {{ time_zone }})
    end
{%- endmacro %}

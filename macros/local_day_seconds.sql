{# The length of a local day in seconds: 82,800 and 90,000 on the days when the clock changes. #}
{% macro local_day_seconds(local_date, time_zone) -%}
    (
        unix_timestamp(to_utc_timestamp(cast(date_add({{ local_date }}, 1) as timestamp), {{ time_zone }}))
        - unix_timestamp(to_utc_timestamp(cast({{ local_date }} as timestamp), {{ time_zone }}))
    )
{%- endmacro %}

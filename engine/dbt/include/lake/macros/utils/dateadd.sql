{# dbt-spark's goes by `to_timestamp(<seconds>)`, which Sail 0.7.2 reads as milliseconds. #}
{% macro lake__dateadd(datepart, interval, from_date_or_timestamp) -%}
    timestampadd({{ datepart }}, cast({{ interval }} as int), cast({{ from_date_or_timestamp }} as timestamp))
{%- endmacro %}

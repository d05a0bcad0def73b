{# What a price sheet, joined under this alias, charges on a local date however little flows: the day's
   charge and its share of the calendar month's, a decimal to 12 places. #}
{% macro exact_standing_charge(sheets, local_date) -%}
    cast({{ sheets }}.per_day_price as decimal(28, 12)) + cast(
        {{ sheets }}.per_month_price / day(last_day({{ local_date }})) as decimal(28, 12)
    )
{%- endmacro %}

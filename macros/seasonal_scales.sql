{# A query: for each key, the mean absolute change of a series over a season, by which MASE scales an
   error: below 1 a forecast is better than the value of a season before was on the known days.
   Source: Hyndman and Koehler, Another look at measures of forecast accuracy, International Journal
   of Forecasting 22 (2006).

   series: a relation. season: a number of rows. #}
{% macro seasonal_scales(series, key, moment, value, season) %}
    select
        {{ key }},
        avg(abs({{ value }} - earlier_value)) as scale_amount
    from (
        select
            {{ key }},
            {{ value }},
            lag({{ value }}, {{ season }}) over (
                partition by {{ key }} order by {{ moment }}
            ) as earlier_value
        from {{ series }}
    ) as seasons
    group by {{ key }}
{%- endmacro %}

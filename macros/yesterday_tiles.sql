{# Tiles of a daily metric: yesterday's value beside the mean of the 28 days before it.

   metrics: a CTE with (tile_id, title, unit, metric_date, metric_value; null = not known that day).
   A tile is `watch` beyond two standard deviations of those days, `unknown` when yesterday is
   missing or fewer than 7 of the days are known; series silent for more than 28 days have no tile. #}
{% macro yesterday_tiles(metrics) %}
    select
        tile_id,
        title,
        unit,
        cast(yesterday_value as decimal(18, 2)) as value,
        case
            when yesterday_value is null then 'no complete data for yesterday'
            when count_before < 7 then 'fewer than 7 days to compare with'
            else concat('28-day mean ', cast(cast(mean_before as decimal(18, 2)) as string))
        end as comparison,
        case
            when yesterday_value is null or count_before < 7 then 'unknown'
            when abs(yesterday_value - mean_before) > 2 * deviation_before then 'watch'
            else 'good'
        end as status
    from (
        select
            tile_id,
            title,
            unit,
            max(case when metric_date = date_sub({{ as_of_date() }}, 1) then metric_value end) as yesterday_value,
            avg(case when metric_date < date_sub({{ as_of_date() }}, 1) then metric_value end) as mean_before,
            stddev_samp(case when metric_date < date_sub({{ as_of_date() }}, 1) then metric_value end) as deviation_before,
            count(case when metric_date < date_sub({{ as_of_date() }}, 1) then metric_value end) as count_before
        from {{ metrics }}
        where metric_date between date_sub({{ as_of_date() }}, 29) and date_sub({{ as_of_date() }}, 1)
        group by tile_id, title, unit
    ) as summary
{% endmacro %}

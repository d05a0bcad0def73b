-- One row per local day and meter: the electricity that is drawn when nobody uses any.
-- It is the power below which a tenth of the time between midnight and 5 lies.
-- Source: after NRDC, Home Idle Load (2015), which reads it off the lowest loads.
{{ config(
    materialized='months',
    meta={'month_inputs': ['silver_home__meter_intervals'], 'reach': 1},
) }}

with intervals as (
    select
        usage_date,
        meter_id,
        started_at,
        max(duration_seconds) as duration_seconds,
        sum(quantity) / max(duration_seconds) * 3600000 as watts
    from {{ ref('silver_home__meter_intervals') }}
    where
        {{ month_filter('event_month', reach=1) }}
        and commodity = 'electricity'
        and flow in ('import', 'consumption')
        and duration_seconds <= 3600
        and hour(from_utc_timestamp(started_at, time_zone)) < 5
    group by usage_date, meter_id, started_at
),

ranked as (
    select
        usage_date,
        meter_id,
        watts,
        sum(duration_seconds) over (
            partition by usage_date, meter_id order by watts, started_at
        ) as seconds_so_far,
        sum(duration_seconds) over (partition by usage_date, meter_id) as night_seconds
    from intervals
),

silver_home__always_on_days as (
    select
        usage_date,
        meter_id,

        round(min(watts), 6) as always_on_watts,

        date_format(usage_date, 'yyyy-MM') as event_month
    from ranked
    where
        {{ month_filter("date_format(usage_date,'yyyy-MM')") }}
        and seconds_so_far >= 0.1 * night_seconds
        -- A night of which an hour is missing says nothing of its lowest tenth.
        and night_seconds >= 14400
    group by usage_date, meter_id
)

select * from silver_home__always_on_days

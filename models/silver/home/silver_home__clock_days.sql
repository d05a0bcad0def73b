-- One row per local day with metered flows and stretch of it with one distance from UTC: two on a
-- day when the clock changes. Instants are seconds since 1970; zones change at half hours at most.
{{ config(materialized='ephemeral') }}

with days as (
    select distinct
        local_date,
        time_zone
    from {{ ref('silver_home__metered_flows') }}
),

half_hours as (
    select
        *,
        explode(
            sequence(
                unix_timestamp(to_utc_timestamp(cast(local_date as timestamp), time_zone)),
                unix_timestamp(
                    to_utc_timestamp(cast(date_add(local_date, 1) as timestamp), time_zone)
                ) - 1800,
                cast(1800 as bigint)
            )
        ) as half_hour
    from days
),

distances as (
    select
        *,
        unix_timestamp(from_utc_timestamp(timestamp_seconds(half_hour), time_zone)) - half_hour
            as utc_distance
    from half_hours
),

silver_home__clock_days as (
    select
        local_date,
        time_zone,
        -- The second at which the clock shows midnight, or would show it.
        unix_timestamp(cast(local_date as timestamp)) - utc_distance as midnight_second,
        min(half_hour) as from_second,
        max(half_hour) + 1800 as to_second
    from distances
    group by local_date, time_zone, utc_distance
)

select * from silver_home__clock_days

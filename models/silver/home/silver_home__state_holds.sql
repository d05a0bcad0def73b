-- One row per value of a sensor and local day in which it was known.
{{ config(materialized='ephemeral') }}

with days as (
    select
        *,
        explode(
            sequence(
                to_date(from_utc_timestamp(changed_at, time_zone)),
                to_date(from_utc_timestamp(held_until_at, time_zone))
            )
        ) as climate_date
    from {{ ref('silver_home__held_values') }}
),

bounded as (
    select
        *,
        to_utc_timestamp(cast(climate_date as timestamp), time_zone) as day_starts_at,
        to_utc_timestamp(cast(date_add(climate_date, 1) as timestamp), time_zone) as day_ends_at
    from days
),

measured as (
    select
        *,
        (
            unix_micros(least(held_until_at, day_ends_at))
            - unix_micros(greatest(changed_at, day_starts_at))
        ) / 1e6 as held_seconds
    from bounded
),

silver_home__state_holds as (
    select
        measured.climate_date,
        measured.room_id,
        measured.entity_id,
        measured.measure,

        measured.state_value,
        measured.lowest_value,
        measured.highest_value,
        measured.held_seconds,
        cast({{ local_day_seconds('measured.climate_date', 'measured.time_zone') }} as double)
            as day_seconds,
        measured.is_state and measured.changed_at >= measured.day_starts_at as starts_here,
        coalesce(
            measured.state_value between rooms.comfort_temperature_celsius_from
            and rooms.comfort_temperature_celsius_to,
            false
        ) as is_comfortable
    from measured
    left join {{ ref('silver_household__rooms') }} as rooms on measured.room_id = rooms.room_id
    -- A state that is replaced at once, or that ends as the day begins, covers nothing of the day.
    where measured.held_seconds > 0 or measured.changed_at >= measured.day_starts_at
)

select * from silver_home__state_holds

-- One row per hour of a counter in Home Assistant's statistics, in the words of a meter file: its
-- sum is a register read at the end of the hour, a difference alone is what flowed in it.
{{ config(materialized='ephemeral') }}

with statistics as (
    {{ current_records('bronze_home_assistant__statistics') }}
),

hours as (
    select
        *,
        try_cast(started_at as timestamp) as typed_started_at,
        try_cast(started_at as timestamp) + interval 1 hour as typed_ended_at
    from statistics
    where sum_value is not null or delta_value is not null
),

silver_home__statistic_readings as (
    select
        statistic_id as meter,
        cast(null as string) as commodity,
        coalesce(flow, 'import') as flow,
        '' as register,
        case when sum_value is not null then 'cumulative' else 'interval' end as reading,

        coalesce(sum_value, delta_value) as quantity,
        cast(1 as double) as scale,
        unit,

        case when sum_value is not null then typed_ended_at else typed_started_at end as started_at,
        typed_ended_at as ended_at,
        is_time_zone_assumed = 'true' as is_time_zone_assumed,

        source_version,
        _source,
        _content_id,
        _record_number,
        _line_number,
        _member,
        event_month
    from hours
)

select * from silver_home__statistic_readings

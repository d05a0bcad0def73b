-- One row per person and workout, from whichever file tells most of it.
{{ config(materialized='ephemeral') }}

with records as (
    select * from {{ ref('silver_fitness__workout_records') }}
),

winners as (
    {{ winning_records(
        'records',
        ['started_at', 'ended_at'],
        within=['person_id', 'file_kind', 'recorder_name', 'activity_type'],
    ) }}
),

-- A watch's own file tells most, a phone keeps what apps hand on, tracks say where only.
preferred as (
    select
        *,
        row_number() over (
            partition by person_id
            order by
                case file_kind
                    when 'fit' then 1
                    when 'apple_health' then 2
                    when 'tcx' then 3
                    else 4
                end,
                _content_id,
                _record_number
        ) as preference,
        unix_seconds(started_at) as start_second,
        unix_seconds(started_at) div 60 as start_minute,
        unix_seconds(ended_at) - unix_seconds(started_at) as length_seconds
    from winners
),

-- Every minute in which the same workout of another program can begin.
near as (
    select
        person_id,
        preference,
        start_second,
        length_seconds,
        explode(sequence(start_minute - 1, start_minute + 1)) as near_minute
    from preferred
),

-- The same workout out of two programs: both start within a minute and are about as long.
repeated as (
    select distinct
        preferred._content_id,
        preferred._record_number
    from preferred
    inner join near
        on preferred.person_id = near.person_id
        and preferred.start_minute = near.near_minute
        and preferred.preference > near.preference
        and abs(preferred.start_second - near.start_second) <= 60
        and abs(preferred.length_seconds - near.length_seconds)
        <= greatest(60, near.length_seconds / 10)
),

silver_fitness__distinct_workouts as (
    select
        preferred.person_id,
        preferred.recorder_name,
        preferred.file_kind,
        preferred.workout_number,
        preferred.activity_type,
        preferred.sub_type,

        preferred.duration_seconds,
        preferred.distance_meters,
        preferred.active_energy_kilocalories,
        preferred.heart_rate_mean_bpm,
        preferred.heart_rate_max_bpm,
        preferred.power_mean_watts,
        preferred.ascent_meters,

        preferred.started_at,
        preferred.ended_at,
        preferred.time_zone,

        preferred._source,
        preferred._content_id,
        preferred._record_number,
        preferred.event_month
    from preferred
    left anti join repeated
        on preferred._content_id = repeated._content_id
        and preferred._record_number = repeated._record_number
)

select * from silver_fitness__distinct_workouts

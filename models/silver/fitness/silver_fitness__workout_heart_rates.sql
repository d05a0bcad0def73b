-- One row per workout whose file states no heart rate: what a recorder measured of it meanwhile.
{{ config(materialized='ephemeral') }}

-- By hours of the clock, so that beats find their workouts; nobody works out for days.
with silent as (
    select
        _content_id,
        _record_number,
        person_id,
        started_at,
        ended_at,
        explode(
            sequence(
                unix_seconds(started_at) div 3600,
                least(unix_seconds(ended_at), unix_seconds(started_at) + 172800) div 3600
            )
        ) as hour_number
    from {{ ref('silver_fitness__distinct_workouts') }}
    where heart_rate_mean_bpm is null and ended_at > started_at
),

beats as (
    select
        measurements.person_id,
        measurements.recorder_name,
        {{ recorder_priority() }} as priority,
        measurements.quantity,
        measurements.started_at as measured_at,
        unix_seconds(measurements.started_at) div 3600 as hour_number
    from {{ ref('silver_fitness__measurements') }} as measurements
    left join {{ ref('recorder_priorities') }} as priorities
        on measurements.device = priorities.device
    where
        {{ month_filter('measurements.event_month', reach=1) }}
        and measurements.metric = 'heart_rate_bpm'
),

measured as (
    select
        silent._content_id,
        silent._record_number,
        avg(beats.quantity) as heart_rate_mean_bpm,
        max(beats.quantity) as heart_rate_max_bpm,
        row_number() over (
            partition by silent._content_id, silent._record_number
            order by beats.priority, beats.recorder_name
        ) as recorder_rank
    from silent
    inner join beats
        on silent.person_id = beats.person_id
        and silent.hour_number = beats.hour_number
        and silent.started_at <= beats.measured_at
        and silent.ended_at > beats.measured_at
    group by
        silent._content_id, silent._record_number, beats.priority, beats.recorder_name
    -- Fewer do not tell how hard it was throughout.
    having count(*) >= 5
),

silver_fitness__workout_heart_rates as (
    select
        _content_id,
        _record_number,

        round(heart_rate_mean_bpm, 6) as heart_rate_mean_bpm,
        heart_rate_max_bpm
    from measured
    where recorder_rank = 1
)

select * from silver_fitness__workout_heart_rates

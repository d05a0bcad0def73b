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
        person_id,
        recorder_name,
        device,
        quantity,
        started_at as measured_at,
        unix_seconds(started_at) div 3600 as hour_number
    from {{ ref('silver_fitness__measurements') }}
    where {{ month_filter('event_month', reach=1) }} and metric = 'heart_rate_bpm'
),

measured as (
    select
        silent._content_id,
        silent._record_number,
        silent.person_id,
        to_date(silent.started_at) as workout_date,
        beats.recorder_name,
        beats.device,
        avg(beats.quantity) as heart_rate_mean_bpm,
        max(beats.quantity) as heart_rate_max_bpm
    from silent
    inner join beats
        on silent.person_id = beats.person_id
        and silent.hour_number = beats.hour_number
        and silent.started_at <= beats.measured_at
        and silent.ended_at > beats.measured_at
    group by
        silent._content_id, silent._record_number, silent.person_id, silent.started_at,
        beats.recorder_name, beats.device
    -- Fewer do not tell how hard it was throughout.
    having count(*) >= 5
),

prioritised as (
    select
        measured.*,
        {{ recorder_priority('measured', "'heart_rate_bpm'", 'measured.workout_date') }} as priority
    from measured
    left join {{ ref('recorder_priorities') }} as priorities on measured.device = priorities.device
    cross join {{ stated_priorities() }} as stated
),

ranked as (
    select
        *,
        row_number() over (
            partition by _content_id, _record_number order by priority, recorder_name
        ) as recorder_rank
    from prioritised
),

silver_fitness__workout_heart_rates as (
    select
        _content_id,
        _record_number,

        round(heart_rate_mean_bpm, 6) as heart_rate_mean_bpm,
        heart_rate_max_bpm
    from ranked
    where recorder_rank = 1
)

select * from silver_fitness__workout_heart_rates

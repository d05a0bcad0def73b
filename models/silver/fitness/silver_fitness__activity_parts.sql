-- One row per local day, person, metric, recorder and interval, cut at midnight: what of it belongs
-- to the day.
{{ config(materialized='ephemeral') }}

with days as (
    select
        *,
        explode(
            sequence(
                to_date(from_utc_timestamp(started_at, time_zone)),
                to_date(from_utc_timestamp(ended_at - interval 1 microsecond, time_zone))
            )
        ) as activity_date
    from {{ ref('silver_fitness__recorded_intervals') }}
),

cut as (
    select
        *,
        greatest(started_at, to_utc_timestamp(cast(activity_date as timestamp), time_zone))
            as part_starts_at,
        least(ended_at, to_utc_timestamp(cast(date_add(activity_date, 1) as timestamp), time_zone))
            as part_ends_at
    from days
),

silver_fitness__activity_parts as (
    select
        cut.activity_date,
        cut.person_id,
        cut.metric,
        cut.recorder_name,
        cut.is_total,
        -- A total of a day tells nothing of when: it comes after all that does.
        dense_rank() over (
            partition by cut.activity_date, cut.person_id, cut.metric
            order by cut.is_total, {{ recorder_priority() }}, cut.recorder_name
        ) as recorder_rank,

        cut.quantity * (unix_micros(cut.part_ends_at) - unix_micros(cut.part_starts_at))
        / (unix_micros(cut.ended_at) - unix_micros(cut.started_at)) as quantity,

        unix_micros(cut.part_starts_at) as starts_at_micros,
        unix_micros(cut.part_ends_at) as ends_at_micros
    from cut
    left join {{ ref('recorder_priorities') }} as priorities on cut.device = priorities.device
)

select * from silver_fitness__activity_parts

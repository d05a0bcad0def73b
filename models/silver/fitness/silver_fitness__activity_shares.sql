-- One row per part of an interval: what of it counts, since no recorder of higher priority covers
-- it.
{{ config(materialized='ephemeral') }}

with parts as (
    select * from {{ ref('silver_fitness__activity_parts') }}
),

clocks as (
    select * from {{ ref('silver_fitness__recorder_clocks') }}
),

silver_fitness__activity_shares as (
    select
        parts.activity_date,
        parts.person_id,
        parts.metric,
        parts.recorder_name,

        parts.quantity * (
            1 - (stops.taken_before_micros - starts.taken_before_micros)
            / cast(parts.ends_at_micros - parts.starts_at_micros as double)
        ) as quantity
    from parts
    inner join clocks as starts
        on parts.activity_date = starts.activity_date
        and parts.person_id = starts.person_id
        and parts.metric = starts.metric
        and parts.recorder_rank = starts.recorder_rank
        and parts.starts_at_micros = starts.at_micros
    inner join clocks as stops
        on parts.activity_date = stops.activity_date
        and parts.person_id = stops.person_id
        and parts.metric = stops.metric
        and parts.recorder_rank = stops.recorder_rank
        and parts.ends_at_micros = stops.at_micros
    -- What better recorders cover throughout gives nothing, not even a zero.
    where
        stops.taken_before_micros - starts.taken_before_micros
        < parts.ends_at_micros - parts.starts_at_micros
)

select * from silver_fitness__activity_shares

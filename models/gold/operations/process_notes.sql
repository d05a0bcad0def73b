-- One row per value of a metric that annotations of the household say something of.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}
with observed as (
    select * from {{ ref('process_values') }}
),

names as (
    select distinct
        metric_id,
        explode(array(metric_id, metric, subject_id)) as name
    from observed
),

notes as (
    select distinct
        names.metric_id,
        annotations.date_from,
        annotations.date_to
    from names
    inner join {{ ref('silver_household__annotations') }} as annotations
        on names.name = annotations.metric_id
),

process_notes as (
    select
        observed.metric_id,
        observed.observed_at,
        count(case when notes.date_to is null then 1 end) as epoch_number,
        max(case when observed.observed_date <= notes.date_to then 1 else 0 end) as excuses
    from observed
    inner join notes
        on observed.metric_id = notes.metric_id and observed.observed_date >= notes.date_from
    group by observed.metric_id, observed.observed_at
)

select * from process_notes

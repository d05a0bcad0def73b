-- One row per local day, person and metric of the body: what the recorder of highest priority says.
{{ config(
    materialized='months',
    meta={
        'month_inputs': ['silver_fitness__measurements'],
        'whole_inputs': ['recorder_priorities', 'silver_household__source_priorities'],
        'reach': 1,
    },
) }}

with measured as (
    select
        to_date(from_utc_timestamp(measurements.started_at, measurements.time_zone)) as body_date,
        measurements.person_id,
        measurements.metric,
        measurements.recorder_name,
        {{ recorder_priority(
            'measurements',
            'measurements.metric',
            'to_date(from_utc_timestamp(measurements.started_at, measurements.time_zone))'
        ) }} as priority,
        measurements.quantity,
        measurements.started_at,
        measurements._content_id,
        measurements._record_number
    from {{ ref('silver_fitness__measurements') }} as measurements
    left join {{ ref('recorder_priorities') }} as priorities
        on measurements.device = priorities.device
    cross join {{ stated_priorities() }} as stated
    where
        {{ month_filter('measurements.event_month', reach=1) }}
        and measurements.metric in (
            'resting_heart_rate_bpm',
            'heart_rate_variability_sdnn_milliseconds',
            'heart_rate_variability_rmssd_milliseconds',
            'body_mass_kilograms'
        )
        and measurements.quantity > 0
),

recorded as (
    select
        body_date,
        person_id,
        metric,
        recorder_name,
        avg(quantity) as quantity,
        count(*) as count_measurements,
        max(struct(started_at, _content_id, _record_number)) as last_record,
        row_number() over (
            partition by body_date, person_id, metric order by priority, recorder_name
        ) as recorder_rank
    from measured
    where {{ month_filter("date_format(body_date,'yyyy-MM')") }}
    group by body_date, person_id, metric, recorder_name, priority
),

silver_fitness__body_days as (
    select
        body_date,
        person_id,
        metric,
        recorder_name,

        round(quantity, 6) as quantity,
        count_measurements,

        last_record._content_id,
        last_record._record_number,
        date_format(body_date, 'yyyy-MM') as event_month
    from recorded
    where recorder_rank = 1
)

select * from silver_fitness__body_days

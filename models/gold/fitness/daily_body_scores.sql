-- One row per local day, person and measure of how the body is: how many standard deviations better
-- than in the four weeks before.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with measures as (
    select
        body_date as readiness_date,
        person_id,
        -- A heart that beats slower at rest is a better sign.
        explode(
            map(
                'resting_heart_rate', 0 - resting_heart_rate_bpm,
                'rmssd', ln(heart_rate_variability_rmssd_milliseconds),
                'sdnn', ln(heart_rate_variability_sdnn_milliseconds)
            )
        ) as (measure, value)
    from {{ ref('daily_body') }}
    union all
    select
        sleep_date as readiness_date,
        person_id,
        'sleep' as measure,
        asleep_seconds / 3600e0 as value
    from {{ ref('nightly_sleep') }}
    where sleep_date <= {{ as_of_date() }}
    union all
    select
        activity_date as readiness_date,
        person_id,
        'form' as measure,
        form_load as value
    from {{ ref('daily_training_load') }}
    where not is_building_up
),

-- The day itself is not among those that it is compared with.
compared as (
    select
        *,
        avg(value) over four_weeks as mean_before,
        stddev_samp(value) over four_weeks as deviation_before,
        count(value) over four_weeks as count_before
    from measures
    where value is not null
    window four_weeks as (
        partition by person_id, measure
        order by datediff(readiness_date, cast('1970-01-01' as date))
        range between 28 preceding and 1 preceding
    )
),

daily_body_scores as (
    select
        readiness_date,
        person_id,
        measure,
        -- A series that hardly moves would make much of nothing.
        case
            when count_before >= 14 and deviation_before > 1e-3
                then round(greatest(least((value - mean_before) / deviation_before, 2e0), -2e0), 6)
        end as score
    from compared
)

select * from daily_body_scores

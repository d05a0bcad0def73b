-- One row per local day and person of whom something was measured: heart at rest and weight, each
-- from the recorder of highest priority.
with days as (
    select
        body_date,
        person_id,
        max(case when metric = 'resting_heart_rate_bpm' then quantity end) as resting,
        max(case when metric = 'resting_heart_rate_bpm' then recorder_name end) as resting_source,
        max(case when metric = 'heart_rate_variability_sdnn_milliseconds' then quantity end)
            as sdnn,
        max(case when metric = 'heart_rate_variability_sdnn_milliseconds' then recorder_name end)
            as sdnn_source,
        max(case when metric = 'heart_rate_variability_rmssd_milliseconds' then quantity end)
            as rmssd,
        max(case when metric = 'heart_rate_variability_rmssd_milliseconds' then recorder_name end)
            as rmssd_source,
        max(case when metric = 'body_mass_kilograms' then quantity end) as mass,
        max(case when metric = 'body_mass_kilograms' then recorder_name end) as mass_source
    from {{ ref('silver_fitness__body_days') }}
    where body_date <= {{ as_of_date() }}
    group by body_date, person_id
),

spans as (
    {{ in_two_spans('days', 'body_date') }}
),

-- A tenth of each morning's difference, as the trend of the Hacker's Diet; days without a weight
-- weigh nothing, and the first weight counts as much as any.
smoothed as (
    select
        *,
        {{ decayed_sum('mass', '0.9e0', 'person_id') }}
        / {{ decayed_sum('case when mass is not null then 1e0 end', '0.9e0', 'person_id') }}
            as mass_trend
    from spans
),

daily_body as (
    select
        body_date,
        person_id,

        resting as resting_heart_rate_bpm,
        sdnn as heart_rate_variability_sdnn_milliseconds,
        rmssd as heart_rate_variability_rmssd_milliseconds,
        mass as body_mass_kilograms,
        case when mass is not null then round(mass_trend, 6) end as body_mass_trend_kilograms,

        resting_source as resting_heart_rate_source,
        sdnn_source as heart_rate_variability_sdnn_source,
        rmssd_source as heart_rate_variability_rmssd_source,
        mass_source as body_mass_source
    from smoothed
    where span_position >= 0
)

select * from daily_body

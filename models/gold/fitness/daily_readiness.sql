-- One row per local day and person of whose body the day tells anything: how ready it is.
with days as (
    select
        readiness_date,
        person_id,
        max(case when measure = 'resting_heart_rate' then score end) as resting,
        -- Of one ring that measures both kinds, the one that it takes over the whole night.
        coalesce(
            max(case when measure = 'rmssd' then score end),
            max(case when measure = 'sdnn' then score end)
        ) as variability,
        max(case when measure = 'sleep' then score end) as sleep,
        max(case when measure = 'form' then score end) as form
    from {{ ref('daily_body_scores') }}
    group by readiness_date, person_id
    having max(measure <> 'form')
),

counted as (
    select
        *,
        cast(resting is not null as int) + cast(variability is not null as int)
        + cast(sleep is not null as int) as count_of_body,
        cast(form is not null as int) as count_of_training,
        coalesce(resting, 0e0) + coalesce(variability, 0e0)
        + coalesce(sleep, 0e0) + coalesce(form, 0e0) as score_sum
    from days
),

-- One figure of the body alone says little.
averaged as (
    select
        *,
        case
            when count_of_body >= 2
                then round(50 + 25 * score_sum / (count_of_body + count_of_training), 6)
        end as readiness_percent
    from counted
),

daily_readiness as (
    select
        readiness_date,
        person_id,

        readiness_percent,
        case
            when readiness_percent is null then 'not_enough_data'
            when readiness_percent < 35 then 'strained'
            when readiness_percent > 65 then 'ready'
            else 'usual'
        end as status,
        1 as formula_version,

        resting as resting_heart_rate_score,
        variability as heart_rate_variability_score,
        sleep as sleep_score,
        form as form_score
    from averaged
)

select * from daily_readiness

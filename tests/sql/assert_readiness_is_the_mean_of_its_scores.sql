-- Readiness is 50 plus 25 times the mean of the scores beside it, and is left open exactly where
-- fewer than two of the body's own are known.
-- Tolerance: sums of doubles depend on their order.
with scores as (
    select
        readiness_date,
        person_id,
        readiness_percent,
        status,
        explode(
            array(resting_heart_rate_score, heart_rate_variability_score, sleep_score, form_score)
        ) as score
    from {{ ref('daily_readiness') }}
),

means as (
    select
        readiness_date,
        person_id,
        max(readiness_percent) as readiness_percent,
        max(status) as status,
        avg(score) as mean_score
    from scores
    group by readiness_date, person_id
)

select
    means.*,
    days.resting_heart_rate_score,
    days.heart_rate_variability_score,
    days.sleep_score
from means
inner join {{ ref('daily_readiness') }} as days
    on means.readiness_date = days.readiness_date and means.person_id = days.person_id
where
    abs(means.readiness_percent - 50 - 25 * means.mean_score) > 1e-5
    or (means.status = 'not_enough_data') <> (means.readiness_percent is null)
    or (means.readiness_percent is null) = (
        nvl2(days.resting_heart_rate_score, 1, 0) + nvl2(days.heart_rate_variability_score, 1, 0)
        + nvl2(days.sleep_score, 1, 0) >= 2
    )

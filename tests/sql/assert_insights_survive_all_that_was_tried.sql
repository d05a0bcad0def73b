-- Every pair is judged, and only what survives the control over all pairs is shown, in words.
select
    cause_metric,
    effect_metric,
    lag_days,
    status
from {{ ref('weekly_insights') }}
where
    (status = 'shown') <> (explanation is not null)
    or status = 'shown' and (q_value > 0.05 or q_value < p_value or abs(rank_correlation) < 0.2)
    or status = 'not_enough_data' and p_value is not null

union all

select
    pairs.cause_metric,
    pairs.effect_metric,
    pairs.lag_days,
    'not judged' as status
from {{ ref('insight_pairs') }} as pairs
left anti join {{ ref('weekly_insights') }} as insights
    on pairs.cause_metric = insights.cause_metric
    and pairs.effect_metric = insights.effect_metric
    and pairs.lag_days = insights.lag_days

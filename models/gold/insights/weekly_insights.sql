-- One row per relation between two domains that was tried on the 26 weeks before this one; only
-- those are shown that survive the control of false discoveries over all of them.
with tried as (
    select
        pairs.cause_metric,
        coalesce(relations.cause_subject_id, 'none') as cause_subject_id,
        pairs.effect_metric,
        coalesce(relations.effect_subject_id, 'none') as effect_subject_id,
        pairs.lag_days,
        coalesce(relations.count_days, 0) as count_days,
        relations.effective_days,
        relations.rank_correlation,
        relations.effect_per_unit
    from {{ ref('insight_pairs') }} as pairs
    left join {{ ref('weekly_relations') }} as relations
        on pairs.cause_metric = relations.cause_metric
        and pairs.effect_metric = relations.effect_metric
        and pairs.lag_days = relations.lag_days
),

scored as (
    select
        *,
        -- Six weekdays and six stretches of four weeks were taken out of both.
        case
            when count_days >= 42 and effective_days >= 28
                then {{ rank_correlation_score('rank_correlation', 'effective_days', 12) }}
        end as score
    from tried
),

ranked as (
    select
        *,
        {{ normal_two_sided('score') }} as p_value,
        count(score) over () as count_tested,
        row_number() over (
            order by
                abs(score) desc nulls last,
                cause_metric,
                cause_subject_id asc,
                effect_metric asc,
                effect_subject_id asc,
                lag_days asc
        ) as position
    from scored
),

controlled as (
    select
        *,
        -- Benjamini and Yekutieli 2001: holds however the tests depend on one another.
        least(1e0, min(
            p_value * count_tested / position
            * aggregate(
                sequence(1, greatest(count_tested, 1)), 0e0, (total, number) -> total + 1e0 / number
            )
        ) over (order by position desc)) as q_value
    from ranked
),

judged as (
    select
        *,
        case
            when p_value is null then 'not_enough_data'
            when q_value <= 0.05 and abs(rank_correlation) >= 0.2 then 'shown'
            else 'not_significant'
        end as status
    from controlled
),

weekly_insights as (
    select
        date_sub(to_date(date_trunc('week', {{ as_of_date() }})), 7) as week_date,
        judged.cause_metric,
        judged.cause_subject_id,
        judged.effect_metric,
        judged.effect_subject_id,
        judged.lag_days,
        judged.status,
        judged.count_days,
        round(judged.effective_days, 9) as effective_days,
        round(judged.rank_correlation, 9) as rank_correlation,
        round(judged.effect_per_unit, 9) as effect_per_unit,
        round(judged.p_value, 9) as p_value,
        round(case when judged.p_value is not null then judged.q_value end, 9) as q_value,
        case when judged.status = 'shown' then concat(
            'More ', causes.words, ' (', judged.cause_subject_id, ') goes with ',
            case when judged.rank_correlation > 0 then 'more ' else 'less ' end,
            effects.words, ' (', judged.effect_subject_id, '), days later: ', judged.lag_days, '; ',
            round(judged.effect_per_unit, 3), ' ', effects.unit, ' for each ', causes.unit, '.'
        ) end as explanation
    from judged
    left join {{ ref('insight_metrics') }} as causes on judged.cause_metric = causes.metric
    left join {{ ref('insight_metrics') }} as effects on judged.effect_metric = effects.metric
)

select * from weekly_insights

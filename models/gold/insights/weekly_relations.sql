-- One row per pair of series that is tried: how strongly their days go together, and how many
-- independent days that rests on.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with shared_memories as (
    select
        causes.metric as cause_metric,
        causes.subject_id as cause_subject_id,
        effects.metric as effect_metric,
        effects.subject_id as effect_subject_id,
        sum(causes.autocorrelation * effects.autocorrelation) as shared_memory
    from {{ ref('daily_memories') }} as causes
    inner join {{ ref('daily_memories') }} as effects on causes.days_apart = effects.days_apart
    group by causes.metric, causes.subject_id, effects.metric, effects.subject_id
),

ranked as (
    select
        pairs.cause_metric,
        causes.subject_id as cause_subject_id,
        pairs.effect_metric,
        effects.subject_id as effect_subject_id,
        pairs.lag_days,
        causes.value as cause_value,
        effects.value as effect_value,
        rank() over by_cause as cause_rank,
        rank() over by_effect as effect_rank
    from {{ ref('insight_pairs') }} as pairs
    inner join {{ ref('daily_residuals') }} as causes on pairs.cause_metric = causes.metric
    inner join {{ ref('daily_residuals') }} as effects
        on pairs.effect_metric = effects.metric
        and date_add(causes.metric_date, pairs.lag_days) = effects.metric_date
    window
        by_cause as (
            partition by
                pairs.cause_metric,
                causes.subject_id,
                pairs.effect_metric,
                effects.subject_id,
                pairs.lag_days
            order by causes.value
        ),
        by_effect as (
            partition by
                pairs.cause_metric,
                causes.subject_id,
                pairs.effect_metric,
                effects.subject_id,
                pairs.lag_days
            order by effects.value
        )
),

correlations as (
    select
        cause_metric,
        cause_subject_id,
        effect_metric,
        effect_subject_id,
        lag_days,
        count(*) as count_days,
        corr(cause_rank, effect_rank) as rank_correlation,
        regr_slope(effect_value, cause_value) as effect_per_unit
    from ranked
    group by cause_metric, cause_subject_id, effect_metric, effect_subject_id, lag_days
),

weekly_relations as (
    select
        correlations.*,
        -- Series that remember tell less than their days seem to (Bartlett 1935).
        correlations.count_days
        / greatest(1e0, 1e0 + 2e0 * coalesce(shared_memories.shared_memory, 0))
            as effective_days
    from correlations
    left join shared_memories
        on correlations.cause_metric = shared_memories.cause_metric
        and correlations.cause_subject_id = shared_memories.cause_subject_id
        and correlations.effect_metric = shared_memories.effect_metric
        and correlations.effect_subject_id = shared_memories.effect_subject_id
)

select * from weekly_relations

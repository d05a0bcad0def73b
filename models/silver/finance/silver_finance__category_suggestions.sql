-- One row per transaction without a category for which the household's own history suggests one. It
-- never changes the category by itself.
with ranked as (
    select
        *,
        row_number() over (partition by transaction_id order by log_score desc, category asc)
            as category_rank,
        1 / sum(exp(log_score - best_log_score)) over (partition by transaction_id) as posterior
    from (
        select
            *,
            max(log_score) over (partition by transaction_id) as best_log_score
        from {{ ref('silver_finance__category_scores') }}
    ) as scores
),

best as (
    select
        *,
        case
            when posterior < 0.5 then 0
            when posterior < 0.8 then 1
            when posterior < 0.95 then 2
            when posterior < 0.99 then 3
            when posterior < 0.999 then 4
            else 5
        end as posterior_band
    from ranked
    where category_rank = 1
),

-- How often the classifier was right about the household's own labels, as sure as this.
calibrated as (
    select
        posterior_band,
        (sum(case when category = true_category then 1 else 0 end) + 1.0) / (count(*) + 2.0)
            as confidence
    from best
    where is_labelled
    group by posterior_band
),

silver_finance__category_suggestions as (
    select
        best.transaction_id,
        best.category as suggested_category,
        cast(100 * calibrated.confidence as double) as confidence_percent,
        concat_ws(' ', best.words) as deciding_words,
        documents._content_id,
        documents._record_number
    from best
    inner join calibrated on best.posterior_band = calibrated.posterior_band
    inner join {{ ref('silver_finance__category_documents') }} as documents
        on best.transaction_id = documents.transaction_id
    where not best.is_labelled and calibrated.confidence >= 0.6 and size(best.words) > 0
)

select * from silver_finance__category_suggestions

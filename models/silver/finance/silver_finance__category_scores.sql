-- One row per transaction and category that the household uses: how well its words fit, by a naive
-- Bayes classifier over the household's own labelled transactions, the transaction itself left out.
{{ config(materialized='ephemeral') }}

with documents as (
    select * from {{ ref('silver_finance__category_documents') }}
),

words as (
    select
        transaction_id,
        category,
        is_labelled,
        explode(words) as word
    from documents
),

categories as (
    select
        category,
        count(*) as count_labelled
    from documents
    where is_labelled
    group by category
),

learned as (
    select
        word,
        category,
        count(*) as count_together
    from words
    where is_labelled
    group by word, category
),

counts as (
    select
        word,
        sum(count_together) as count_word
    from learned
    group by word
),

-- Only words that another labelled transaction has say anything.
known as (
    select
        words.transaction_id,
        words.category,
        words.is_labelled,
        words.word
    from words
    inner join counts on words.word = counts.word
    where counts.count_word > case when words.is_labelled then 1 else 0 end
),

fits as (
    select
        known.transaction_id,
        known.category as true_category,
        known.is_labelled,
        known.word,
        categories.category,
        coalesce(learned.count_together, 0) - case
            when known.is_labelled and known.category = categories.category then 1 else 0
        end as count_together,
        categories.count_labelled - case
            when known.is_labelled and known.category = categories.category then 1 else 0
        end as count_labelled
    from known
    cross join categories
    left join learned
        on known.word = learned.word and categories.category = learned.category
),

silver_finance__category_scores as (
    select
        transaction_id,
        true_category,
        is_labelled,
        category,
        ln(max(count_labelled) + 1.0)
        + sum(ln((count_together + 0.1) / (count_labelled + 1.0))) as log_score,
        sort_array(collect_list(
            case when count_together > 0 and length(word) > 1 then word end
        )) as words
    from fits
    group by transaction_id, true_category, is_labelled, category
)

select * from silver_finance__category_scores

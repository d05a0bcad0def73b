-- One row per local day and dimension of quality: how many checks of all tables were passed.
with daily_quality_scores as (
    select
        score_date,
        dimension,

        round(100e0 * (sum(count_checks) - sum(count_failed_checks)) / sum(count_checks), 2)
            as score_percent,
        sum(count_checks) as count_checks,
        sum(count_failed_checks) as count_failed_checks
    from {{ ref('data_quality_scores') }}
    group by score_date, dimension
)

select * from daily_quality_scores

-- One row per local day, table and dimension of quality: how many of the day's checks were passed.
with data_quality_scores as (
    select
        result_date as score_date,
        table_name,
        dimension,

        round(100e0 * count(case when not is_failed then 1 end) / count(*), 2) as score_percent,
        count(*) as count_checks,
        count(case when is_failed then 1 end) as count_failed_checks
    from {{ ref('silver_operations__check_results') }}
    group by result_date, table_name, dimension
)

select * from data_quality_scores

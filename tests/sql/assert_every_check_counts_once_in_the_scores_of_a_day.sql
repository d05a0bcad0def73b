-- The scores of a day over all tables count each check of the tables once.
with of_tables as (
    select
        score_date,
        sum(count_checks) as count_checks,
        sum(count_failed_checks) as count_failed_checks
    from {{ ref('data_quality_scores') }}
    group by score_date
),

of_days as (
    select
        score_date,
        sum(count_checks) as count_checks,
        sum(count_failed_checks) as count_failed_checks
    from {{ ref('daily_quality_scores') }}
    group by score_date
)

select
    of_tables.score_date,
    of_tables.count_checks as checks_of_tables,
    of_days.count_checks as checks_of_the_day
from of_tables
left join of_days on of_tables.score_date = of_days.score_date
where
    not of_tables.count_checks <=> of_days.count_checks
    or not of_tables.count_failed_checks <=> of_days.count_failed_checks

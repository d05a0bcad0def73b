-- The scores of a day count each check that ran in its last run, once for each table it looks at.
with ran as (
    select
        run_date as score_date,
        sum(size(split(table_names, ' '))) as count_checks
    from {{ ref('silver_operations__run_nodes') }}
    where resource_type = 'test' and is_last_of_day and status <> 'skipped'
    group by run_date
),

scored as (
    select
        score_date,
        sum(count_checks) as count_checks
    from {{ ref('data_quality_scores') }}
    group by score_date
)

select
    ran.score_date,
    ran.count_checks as count_ran,
    scored.count_checks as count_scored
from ran
left join scored on ran.score_date = scored.score_date
-- Expectations of bronze, judged on the same day, come on top.
where ran.count_checks > coalesce(scored.count_checks, 0)

-- One row per expectation of bronze as it was last judged.
with ranked as (
    select
        *,
        row_number() over (
            partition by subject, expectation, column_name order by judged_at desc
        ) as age_rank
    from {{ ref('bronze_operations__expectation_results') }}
),

silver_operations__expectation_results as (
    select
        subject,
        expectation,
        column_name,

        outcome = 'met' as is_met,
        nullif(observed, '') as observed,
        count_unexpected,
        reason,

        try_cast(judged_at as timestamp) as judged_at
    from ranked
    where age_rank = 1
)

select * from silver_operations__expectation_results

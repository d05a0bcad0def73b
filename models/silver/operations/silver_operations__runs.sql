-- One row per run that had ended by the as-of moment.
with runs as (
    select
        *,
        try_cast(as_of as timestamp) as as_of_at
    from {{ ref('bronze_operations__runs') }}
),

dated as (
    select
        runs.*,
        to_date(from_utc_timestamp(runs.as_of_at, household.time_zone)) as run_date
    from runs
    cross join {{ ref('silver_household__settings') }} as household
    where runs.as_of_at <= {{ as_of() }}
),

silver_operations__runs as (
    select
        run_id,
        run_number,

        outcome,
        inputs,
        duration_milliseconds / 1000e0 as build_seconds,
        count_nodes,
        count_errors,
        count_failed_checks,
        count_warnings,

        -- A run that was killed, or found another at work, has no results.
        count_nodes > 0 and run_number = max(case when count_nodes > 0 then run_number end) over (
            partition by run_date
        ) as is_last_of_day,

        run_date,
        as_of_at
    from dated
)

select * from silver_operations__runs

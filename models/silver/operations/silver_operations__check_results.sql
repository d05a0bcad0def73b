-- One row per local day, check and table that it looks at, as it came out last on that day.
{{ config(materialized='ephemeral') }}

with test_results as (
    select
        run_date as result_date,
        explode(split(table_names, ' ')) as table_name,
        node_id as check_id,
        check_kind,
        dimension,
        -- A check that only warns found something, too; one that could not run found nothing good.
        status <> 'pass' as is_failed
    from {{ ref('silver_operations__run_nodes') }}
    where resource_type = 'test' and is_last_of_day and status <> 'skipped'
),

judged as (
    select
        expectations.*,
        to_date(from_utc_timestamp(expectations.judged_at, household.time_zone)) as result_date
    from {{ ref('bronze_operations__expectation_results') }} as expectations
    cross join {{ ref('silver_household__settings') }} as household
    where try_cast(expectations.judged_at as timestamp) <= {{ as_of() }}
),

expectation_results as (
    select
        result_date,
        subject as table_name,
        concat_ws(' ', expectation, column_name) as check_id,
        expectation as check_kind,
        cast(null as string) as dimension,
        outcome <> 'met' as is_failed,
        row_number() over (
            partition by result_date, subject, expectation, column_name order by judged_at desc
        ) as age_rank
    from judged
),

results as (
    select * from test_results
    union all
    select
        result_date,
        table_name,
        check_id,
        check_kind,
        dimension,
        is_failed
    from expectation_results
    where age_rank = 1
),

silver_operations__check_results as (
    select
        results.result_date,
        results.check_id,
        results.table_name,

        results.check_kind,
        coalesce(results.dimension, dimensions.dimension, 'validity') as dimension,
        results.is_failed
    from results
    left join {{ ref('check_dimensions') }} as dimensions
        on results.check_kind = dimensions.check_kind
)

select * from silver_operations__check_results

-- One row per file that tells something: the local days of which it tells.
{{ config(materialized='ephemeral') }}

with banks as (
    select distinct _source as source_name from {{ ref('silver_finance__bookings') }}
),

files as (
    select
        files.source_name,
        files.coverage_started_at,
        files.coverage_ended_at,
        from_utc_timestamp(files.coverage_started_at, homes.time_zone) as started_at_local,
        from_utc_timestamp(files.coverage_ended_at, homes.time_zone) as ended_at_local,
        -- A date without a time is kept as its midnight in UTC, and is not another day elsewhere.
        banks.source_name is not null
        or date_trunc('day', files.coverage_started_at) = files.coverage_started_at
        and date_trunc('day', files.coverage_ended_at) = files.coverage_ended_at
        and (
            from_utc_timestamp(files.coverage_ended_at, homes.time_zone) <> files.coverage_ended_at
            or files.coverage_started_at = files.coverage_ended_at
        ) as is_by_date
    from {{ ref('silver_operations__files') }} as files
    inner join {{ ref('silver_household__homes') }} as homes
        on {{ holds_at('homes', 'files.coverage_ended_at') }}
    left join banks on files.source_name = banks.source_name
    where
        files.file_state = 'decoded'
        and files.count_records > 0
        and files.coverage_ended_at <= {{ as_of() }}
),

silver_operations__source_spans as (
    select
        source_name,
        -- A file that ends at midnight tells of the day before, also where it is one reading.
        to_date(case
            when is_by_date then coverage_started_at
            else least(started_at_local, ended_at_local - interval 1 second)
        end) as first_date,
        to_date(
            case when is_by_date then coverage_ended_at else ended_at_local - interval 1 second end
        ) as last_date
    from files
)

select * from silver_operations__source_spans

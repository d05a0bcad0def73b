-- One row per source: until which day its files tell, and which days they leave out. A source is
-- daily where at most one in ten of its short files, of 14 at least, follows days of silence.
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

spans as (
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
),

-- A file of weeks is a history: a day without records at its edge need not be left out.
followed as (
    select
        *,
        datediff(last_date, first_date) < 7 as is_short,
        max(last_date) over (
            partition by source_name
            order by first_date, last_date
            rows between unbounded preceding and 1 preceding
        ) as told_before_date
    from spans
),

silences as (
    select
        source_name,
        first_date,
        last_date,
        case
            when
                is_short
                and lag(is_short) over (partition by source_name order by first_date, last_date)
                then greatest(datediff(first_date, told_before_date) - 1, 0)
        end as silent_days
    from followed
),

rhythms as (
    select
        source_name,
        max(last_date) as told_until_date,
        count(silent_days) >= 14
        and count(case when silent_days > 0 then 1 end) * 10 <= count(silent_days) as is_daily,
        sum(silent_days) as silent_days,
        max(case when silent_days > 0 then date_sub(first_date, 1) end) as last_silent_date
    from silences
    group by source_name
),

silver_operations__source_days_told as (
    select
        source_name,

        is_daily,
        case when is_daily then coalesce(silent_days, 0) else 0 end as count_days_left_out,

        told_until_date,
        case when is_daily then last_silent_date end as last_left_out_date
    from rhythms
)

select * from silver_operations__source_days_told

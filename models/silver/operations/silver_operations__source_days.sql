-- One row per source and local day that its files tell of. A source that tells of nearly every day
-- has a row without files for each day that is missing.
with files as (
    select
        files.source_name,
        -- A file that ends at midnight tells of the day before.
        to_date(
            from_utc_timestamp(files.coverage_ended_at, homes.time_zone) - interval 1 second
        ) as covered_date,
        files.coverage_ended_at,
        files.ingested_at,
        files.file_size_bytes,
        files.count_records,
        files.count_rejects,
        homes.time_zone,
        min(files.ingested_at) over (partition by files.source_name) as first_ingested_at
    from {{ ref('silver_operations__files') }} as files
    inner join {{ ref('silver_household__homes') }} as homes
        on {{ holds_at('homes', 'files.coverage_ended_at') }}
    where files.file_state = 'decoded' and files.coverage_ended_at <= {{ as_of() }}
),

days as (
    select
        source_name,
        covered_date,
        max(time_zone) as time_zone,
        count(*) as count_files,
        sum(file_size_bytes) as file_size_bytes,
        sum(count_records) as count_records,
        sum(count_rejects) as count_rejects,
        -- Files of the first delivery are a history, and tell nothing of the way that files take.
        max(
            case
                when ingested_at > first_ingested_at
                    then (unix_timestamp(ingested_at) - unix_timestamp(coverage_ended_at)) / 3600e0
            end
        ) as delay_hours
    from files
    group by source_name, covered_date
),

gaps as (
    select
        *,
        datediff(covered_date, lag(covered_date) over (
            partition by source_name order by covered_date
        )) as gap_days
    from days
),

rhythms as (
    select
        source_name,
        max(time_zone) as time_zone,
        min(covered_date) as first_date,
        greatest(
            max(covered_date),
            -- A day is missing only after the time that its file usually takes.
            date_sub({{ as_of_date() }}, 1 + cast(
                ceil(greatest(percentile(delay_hours, 0.95), 0) / 24) as int
            ))
        ) as last_date
    from gaps
    group by source_name
    having count(*) >= 7 and percentile(gap_days, 0.75) <= 1
),

expected as (
    select
        source_name,
        time_zone,
        explode(sequence(first_date, last_date)) as covered_date
    from rhythms
),

silver_operations__source_days as (
    select
        coalesce(days.source_name, expected.source_name) as source_name,
        coalesce(days.covered_date, expected.covered_date) as covered_date,

        coalesce(days.count_files, 0) as count_files,
        days.file_size_bytes,
        days.count_records,
        days.count_rejects,
        days.delay_hours,
        -- On the days when the clock changes a meter has 92 or 100 quarters of an hour, not 96.
        days.count_records * 86400e0 / {{ local_day_seconds(
            'coalesce(days.covered_date, expected.covered_date)',
            'coalesce(days.time_zone, expected.time_zone)'
        ) }} as records_per_24_hours
    from days
    full outer join expected
        on days.source_name = expected.source_name
        and days.covered_date = expected.covered_date
)

select * from silver_operations__source_days

-- One row per source: what it last told about, and whether it is late against its own rhythm.
with files as (
    select * from {{ ref('silver_operations__files') }}
    where file_state = 'decoded' and count_records > 0 and coverage_ended_at <= {{ as_of() }}
),

gaps as (
    select
        source_name,
        coverage_ended_at,
        (
            unix_timestamp(coverage_ended_at)
            - unix_timestamp(
                lag(coverage_ended_at) over (partition by source_name order by coverage_ended_at)
            )
        ) / 86400e0 as gap_days
    from files
),

rhythms as (
    select
        source_name,
        max(coverage_ended_at) as covered_until_at,
        count(*) as count_files,
        max(gap_days) as longest_gap_days,
        (unix_timestamp({{ as_of() }}) - unix_timestamp(max(coverage_ended_at)))
        / 86400e0 as age_days
    from gaps
    group by source_name
),

-- A source is late when it is silent for longer than it ever was, and for two days at least; with
-- fewer than three files its rhythm is not known.
limits as (
    select
        *,
        case
            when count_files >= 3 then timestamp_seconds(
                unix_timestamp(covered_until_at)
                + cast(round(greatest(longest_gap_days * 1.5e0, 2e0) * 86400e0) as bigint)
            )
        end as late_at
    from rhythms
),

silver_operations__source_freshness as (
    select
        source_name,

        count_files,
        longest_gap_days,
        age_days,
        case
            when late_at is null then 'learning'
            when {{ as_of() }} > late_at then 'late'
            else 'fresh'
        end as freshness,

        covered_until_at,
        late_at
    from limits
)

select * from silver_operations__source_freshness

-- One row per local day on which a night ends and person whose times are known: how alike the
-- nights are.
with nights as (
    select
        sleep_date,
        person_id,
        datediff(sleep_date, cast('1970-01-01' as date)) as day_number,
        unix_timestamp(from_utc_timestamp(fell_asleep_at, time_zone))
        - unix_timestamp(cast(sleep_date as timestamp)) as asleep_from,
        unix_timestamp(from_utc_timestamp(woke_at, time_zone))
        - unix_timestamp(cast(sleep_date as timestamp)) as asleep_until,
        100e0 * asleep_seconds / nullif(in_bed_seconds, 0) as efficiency_percent
    from {{ ref('nightly_sleep') }}
    where fell_asleep_at is not null and sleep_date <= {{ as_of_date() }}
),

followed as (
    select
        *,
        lag(day_number) over person_nights = day_number - 1 as is_next_day,
        lag(asleep_from) over person_nights as from_before,
        lag(asleep_until) over person_nights as until_before
    from nights
    window person_nights as (partition by person_id order by day_number)
),

-- By the clock: seconds of the 24 hours in which both days see the person asleep, or both awake.
compared as (
    select
        *,
        case
            when is_next_day
                then
                    1 - (
                        asleep_until - asleep_from + until_before - from_before
                        - 2 * greatest(
                            least(asleep_until, until_before) - greatest(asleep_from, from_before),
                            0
                        )
                    ) / 86400e0
        end as alike_share
    from followed
),

averaged as (
    select
        *,
        avg(alike_share) over two_weeks as alike,
        count(alike_share) over two_weeks as count_pairs,
        stddev_samp((asleep_from + asleep_until) / 7200e0) over two_weeks as midpoint_hours,
        count(*) over two_weeks as count_nights
    from compared
    window two_weeks as (
        partition by person_id order by day_number range between 13 preceding and current row
    )
),

nightly_sleep_regularity as (
    select
        sleep_date,
        person_id,

        case when count_pairs >= 7 then round(200 * alike - 100, 6) end as regularity_index,
        case when count_nights >= 7 then round(midpoint_hours * 3600, 3) end
            as midpoint_deviation_seconds,
        count_pairs,
        count_nights,

        -- Where another recorder knows the bed than the sleep, one may be the shorter.
        case when efficiency_percent <= 100 then round(efficiency_percent, 6) end
            as efficiency_percent
    from averaged
)

select * from nightly_sleep_regularity

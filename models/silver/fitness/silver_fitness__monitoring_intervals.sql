-- One row per person, metric, watch and interval: what a watch counted between two states of its
-- counters of the day.
{{ config(
    materialized='months',
    meta={
        'month_inputs': ['bronze_activity_files__monitoring'],
        'whole_inputs': ['silver_household__people', 'silver_household__homes'],
        'reach': 1,
    },
) }}

with counters as (
    select
        *,
        -- The state of midnight itself closes the day that ends.
        to_date(from_utc_timestamp(recorded_at - interval 1 second, time_zone)) as counted_date
    from {{ ref('silver_fitness__monitoring_counters') }}
),

followed as (
    select
        *,
        lag(counter) over same_counter as previous_counter,
        lag(recorded_at) over same_counter as previous_at,
        lag(counted_date) over same_counter as previous_date
    from counters
    window
        same_counter as (
            partition by person_id, recorder_name, activity_type, metric order by recorded_at
        )
),

-- A counter begins anew at the watch's own midnight, which is elsewhere while its owner travels: it
-- shows less than before. After hours without a state it may show more and have begun anew all the
-- same; where it shows the same, the watch repeats it at the end of its day.
judged as (
    select
        *,
        previous_counter is null
        or counter < previous_counter
        or (
            counter > previous_counter
            and counted_date > previous_date
            and unix_seconds(recorded_at) - unix_seconds(previous_at) >= 10800
        ) as is_begun_anew,
        to_utc_timestamp(cast(counted_date as timestamp), time_zone) as midnight_at
    from followed
),

counted as (
    select
        *,
        case
            when not is_begun_anew then previous_at
            else greatest(midnight_at, coalesce(previous_at, midnight_at))
        end as started_at,
        counter - case when is_begun_anew then 0 else previous_counter end as quantity
    from judged
    where {{ month_filter('event_month') }}
),

-- Walking and running are counted apart, often over the same time.
silver_fitness__monitoring_intervals as (
    select
        person_id,
        metric,
        recorder_name,
        'watch' as device,

        round(sum(quantity), 6) as quantity,

        started_at,
        recorded_at as ended_at,
        max(time_zone) as time_zone,

        max(struct(_content_id, _record_number, _source))._source as _source,
        max(_content_id) as _content_id,
        max(struct(_content_id, _record_number))._record_number as _record_number,
        max(event_month) as event_month
    from counted
    group by person_id, metric, recorder_name, started_at, recorded_at
)

select * from silver_fitness__monitoring_intervals

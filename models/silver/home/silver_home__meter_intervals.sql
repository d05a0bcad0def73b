-- One row per meter, commodity, flow, register and interval: what flowed in it, as the file says or
-- as two readings of the register tell.
{{ config(
    materialized='months',
    meta=meter_reading_inputs(month_inputs=['silver_home__register_intervals']),
) }}

with readings as (
    select * from {{ ref('silver_home__meter_readings_checked') }}
    where reject_reason is null and not is_cumulative
),

ranked as (
    {{ with_rivals(
        'readings', ['started_at'], within=['meter_id', 'commodity', 'flow', 'register_id']
    ) }}
),

-- Partitions for the few with rivals: one for each interval would cost far more than its rows.
stated as (
    select
        *,
        _has_rivals and min(quantity) over same_interval <> max(quantity) over same_interval
            as is_stated_twice
    from ranked
    window
        same_interval as (
            partition by
                meter_id,
                commodity,
                flow,
                register_id,
                case when _has_rivals then concat_ws(' ', started_at, _content_id, _member) end
        )
),

-- The same interval in overlapping files counts once: the latest state of the source wins.
winners as (
    select * from stated
    where _is_winner
),

intervals as (
    {%- for relation in ['winners', ref('silver_home__register_intervals')] %}
    select
        meter_id,
        commodity,
        flow,
        register_id,
        quantity,
        unit,
        started_at,
        ended_at,
        time_zone,
        is_time_zone_assumed,
        {{ 'is_stated_twice' if loop.first else 'false' }} as is_stated_twice,
        {{ 'false' if loop.first else 'true' }} as is_from_register,
        _source,
        _content_id,
        _record_number,
        event_month
    from {{ relation }}
    where quantity is not null and {{ month_filter() }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

silver_home__meter_intervals as (
    select
        meter_id,
        commodity,
        flow,
        register_id,

        quantity,
        unit,
        unix_timestamp(ended_at) - unix_timestamp(started_at) as duration_seconds,
        is_from_register,
        is_stated_twice,

        started_at,
        ended_at,
        to_date(from_utc_timestamp(started_at, time_zone)) as usage_date,
        time_zone,
        is_time_zone_assumed,

        _source,
        _content_id,
        _record_number,
        event_month
    from intervals
)

select * from silver_home__meter_intervals

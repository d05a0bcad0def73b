-- One row per known interval of a meter that has a tariff and local day that it touches, with what
-- flowed before it in its month.
{{ config(materialized='ephemeral') }}

with intervals as (
    select
        *,
        unix_timestamp(started_at) as started_second,
        unix_timestamp(ended_at) as ended_second
    from {{ ref('silver_home__known_intervals') }}
),

silver_home__metered_flows as (
    select
        meter_id,
        commodity,
        flow,
        register_id,

        quantity,
        sum(quantity) over (
            partition by
                meter_id, commodity, flow, date_format(usage_date, 'yyyy-MM'), known_until_at
            order by started_at, register_id, is_from_register
            rows between unbounded preceding and current row
        ) - quantity as used_before,

        started_second,
        ended_second,
        usage_date,
        explode(
            sequence(
                usage_date,
                to_date(from_utc_timestamp(timestamp_seconds(ended_second - 1), time_zone))
            )
        ) as local_date,
        time_zone,
        delivered_at,
        known_until_at
    from intervals
)

select * from silver_home__metered_flows

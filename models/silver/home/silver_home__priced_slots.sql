-- One row per slot: what flowed of an interval, or of a tier of its month, while one price of a
-- component held, and what it costs. `amount` is null where it has no price.
{{ config(materialized='ephemeral') }}

with slots as (
    select
        flows.known_until_at,
        flows.meter_id,
        flows.commodity,
        flows.flow,
        flows.usage_date,
        segments.component,
        segments.price,
        segments.usage_from,
        segments.usage_to,
        flows.quantity / (flows.ended_second - flows.started_second) as per_second,
        flows.used_before,
        flows.started_second,
        greatest(flows.started_second, segments.from_second) as from_second,
        least(flows.ended_second, segments.to_second) as to_second
    from {{ ref('silver_home__metered_flows') }} as flows
    inner join {{ ref('silver_home__price_segments') }} as segments
        on flows.known_until_at = segments.known_until_at
        and flows.meter_id = segments.meter_id
        and flows.flow = segments.flow
        and flows.register_id = segments.register_id
        and flows.local_date = segments.local_date
        and flows.started_second < segments.to_second
        and flows.ended_second > segments.from_second
),

used as (
    select
        *,
        per_second * (to_second - from_second) as quantity,
        used_before + per_second * (from_second - started_second) as used_from,
        used_before + per_second * (to_second - started_second) as used_to
    from slots
),

priced as (
    select
        *,
        -- Finer than any meter counts.
        cast(
            round(
                case
                    when usage_from = 0 and usage_to is null then quantity
                    else greatest(
                        least(used_to, coalesce(cast(usage_to as double), used_to))
                        - greatest(used_from, cast(usage_from as double)),
                        0
                    )
                end, 9
            ) as decimal(18, 9)
        ) as units
    from used
),

silver_home__priced_slots as (
    select
        known_until_at,
        meter_id,
        commodity,
        flow,
        usage_date,
        component,
        to_second - from_second as slot_seconds,
        units,
        price,
        cast(units * price as decimal(28, 12)) as amount
    from priced
)

select * from silver_home__priced_slots

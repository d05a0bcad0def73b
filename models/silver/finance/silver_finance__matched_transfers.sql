-- One row per pair of bookings that looks like money moved between two own accounts: of all ways to
-- pair a group's bookings the one with most pairs, of these the one that costs least.
{{ config(materialized='ephemeral') }}

with ranked as (
    select
        currency_group,
        amount_group,
        day_group,
        sort_array(collect_list(struct(
            pairing_cost as cost,
            paid_transaction_id as paid,
            received_transaction_id as received
        ))) as pairs
    from {{ ref('silver_finance__transfer_groups') }}
    group by currency_group, amount_group, day_group
),

-- A fold over the possible pairs, cheapest first: each extends every way so far in which both of
-- its bookings are free. The best 200 ways go on: all there are, but for crowds of equal transfers.
folded as (
    select
        aggregate(
            pairs,
            array(named_struct(
                'cost', cast(0 as bigint),
                'used', cast(array() as array<string>),
                'pairs', cast(array() as array<struct<paid: string, received: string>>)
            )),
            (ways, pair) -> slice(sort_array(concat(ways, transform(
                filter(ways, way -> not arrays_overlap(
                    way.used, array(pair.paid, pair.received)
                )),
                way -> named_struct(
                    'cost', way.cost + pair.cost - 1000000000,
                    'used', concat(way.used, array(pair.paid, pair.received)),
                    'pairs', concat(
                        way.pairs, array(struct(pair.paid as paid, pair.received as received))
                    )
                )
            ))), 1, 200),
            ways -> element_at(ways, 1).pairs
        ) as pairs
    from ranked
),

paired as (
    select explode(pairs) as pair
    from folded
),

silver_finance__matched_transfers as (
    select
        pair.paid as paid_transaction_id,
        pair.received as received_transaction_id
    from paired
)

select * from silver_finance__matched_transfers

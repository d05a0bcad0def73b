-- One row per pair of bookings that moves money between two of the household's own accounts: the
-- pairs that the household names, and those that were found.
with named as (
    select
        case when bookings.amount < 0 then bookings.transaction_id else others.transaction_id end
            as paid_transaction_id,
        case when bookings.amount < 0 then others.transaction_id else bookings.transaction_id end
            as received_transaction_id
    from {{ ref('silver_finance__corrections') }} as corrections
    inner join {{ ref('silver_finance__bookings') }} as bookings
        on corrections.transaction_id = bookings.transaction_id
    inner join {{ ref('silver_finance__bookings') }} as others
        on corrections.other_transaction_id = others.transaction_id
    where corrections.kind = 'transfer_pair' and corrections.fault is null
),

pairs as (
    select * from named
    union
    select * from {{ ref('silver_finance__matched_transfers') }}
),

silver_finance__transfers as (
    select
        md5(concat(pairs.paid_transaction_id, pairs.received_transaction_id)) as transfer_id,
        pairs.paid_transaction_id,
        pairs.received_transaction_id,
        case
            when paid.currency_code = received.currency_code
                then cast(0 - paid.amount - received.amount as decimal(18, 2))
            else cast(0 as decimal(18, 2))
        end as fee_amount
    from pairs
    inner join {{ ref('silver_finance__bookings') }} as paid
        on pairs.paid_transaction_id = paid.transaction_id
    inner join {{ ref('silver_finance__bookings') }} as received
        on pairs.received_transaction_id = received.transaction_id
)

select * from silver_finance__transfers

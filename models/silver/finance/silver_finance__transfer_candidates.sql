-- One row per two bookings that may be the sides of one transfer between own accounts. Opposite
-- amounts happen by chance, too: a side must name the other account, its owner, or a transfer.
with own_bookings as (
    select * from {{ ref('silver_finance__own_bookings') }}
),

paid as (
    select
        *,
        abs(amount) as paid_amount,
        explode(sequence(date_sub(booked_date, 5), date_add(booked_date, 5))) as possible_date
    from own_bookings
    where amount < 0
),

-- A bank may keep a small fee; another currency comes at a rate a little off the household's.
pairs as (
    select
        paid.transaction_id as paid_transaction_id,
        received.transaction_id as received_transaction_id,
        abs(datediff(received.booked_date, paid.booked_date)) as days_apart,
        abs(paid.home_amount - received.home_amount) as amount_apart,
        least(paid.booked_date, received.booked_date) as first_date,
        greatest(paid.booked_date, received.booked_date) as last_date,
        received.home_amount,
        received.currency_group
    from paid
    inner join own_bookings as received
        on paid.possible_date = received.booked_date
    where
        received.amount > 0
        and paid.account_id <> received.account_id
        and case
            when paid.currency_code = received.currency_code
                then
                    paid.paid_amount - received.amount
                    between 0 and least(10, greatest(2, paid.paid_amount * 0.01))
            else
                paid.has_rate and received.has_rate
                and abs(paid.home_amount - received.home_amount) <= 0.03 * paid.home_amount
        end
        and (
            paid.is_worded
            or received.is_worded
            or instr(paid.booking_text_key, received.bank_number_key) > 0
            or instr(received.booking_text_key, paid.bank_number_key) > 0
            or instr(paid.booking_text, received.account_name) > 0
            or instr(received.booking_text, paid.account_name) > 0
            or instr(paid.booking_text, received.owner_name) > 0
            or instr(received.booking_text, paid.owner_name) > 0
        )
),

silver_finance__transfer_candidates as (
    select
        pairs.paid_transaction_id,
        pairs.received_transaction_id,
        pairs.first_date,
        pairs.last_date,
        pairs.home_amount,
        pairs.currency_group,
        -- Days come first, then cents.
        cast(
            pairs.days_apart * 1000000 + least(pairs.amount_apart * 100, 999999) as bigint
        ) as pairing_cost
    from pairs
    left anti join {{ ref('silver_finance__corrections') }} as rejected
        on rejected.kind = 'not_a_transfer' and rejected.fault is null
        and pairs.paid_transaction_id in (rejected.transaction_id, rejected.other_transaction_id)
        and pairs.received_transaction_id
        in (rejected.transaction_id, rejected.other_transaction_id)
)

select * from silver_finance__transfer_candidates

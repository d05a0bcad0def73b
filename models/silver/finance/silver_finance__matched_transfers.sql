-- One row per pair of bookings that looks like money moved between two own accounts. Opposite
-- amounts happen by chance, too: a side must name the other account, its owner, or a transfer.
{{ config(materialized='ephemeral') }}

with own_bookings as (
    select
        bookings.transaction_id,
        bookings.account_id,
        bookings.booked_date,
        bookings.amount,
        -- Not -amount: the embedded engine gives a unary minus of a decimal another scale.
        cast(0 - bookings.amount as decimal(18, 2)) as opposite_amount,
        bookings.currency_code,
        bookings.booking_text,
        upper(regexp_replace(bookings.booking_text, '[^0-9A-Za-z]', '')) as booking_text_key,
        accounts.bank_number_key,
        lower(accounts.account_name) as account_name,
        lower(people.person_name) as owner_name
    from {{ ref('silver_finance__bookings') }} as bookings
    inner join {{ ref('silver_household__accounts') }} as accounts
        on bookings.account_id = accounts.account_id
        and {{ holds_on('accounts', 'bookings.booked_date') }}
    left join {{ ref('silver_household__people') }} as people
        on accounts.owner_person_id = people.person_id
        and {{ holds_on('people', 'bookings.booked_date') }}
    left anti join {{ ref('silver_finance__corrections') }} as decided
        on decided.kind in ('transfer_pair', 'void') and decided.fault is null
        and bookings.transaction_id in (decided.transaction_id, decided.other_transaction_id)
),

worded as (
    select distinct own_bookings.transaction_id
    from own_bookings
    inner join {{ ref('own_transfer_words') }} as words
        on instr(own_bookings.booking_text, words.word) > 0
),

candidates as (
    select
        paid.transaction_id as paid_transaction_id,
        received.transaction_id as received_transaction_id,
        abs(datediff(received.booked_date, paid.booked_date)) as days_apart,
        struct(
            paid.account_id, paid.booked_date, received.account_id, received.booked_date,
            paid.amount, paid.currency_code
        ) as equals
    from own_bookings as paid
    inner join own_bookings as received
        on paid.opposite_amount = received.amount
        and paid.currency_code = received.currency_code
        and paid.account_id <> received.account_id
        and abs(datediff(received.booked_date, paid.booked_date)) <= 5
    left join worded as paid_worded on paid.transaction_id = paid_worded.transaction_id
    left join worded as received_worded on received.transaction_id = received_worded.transaction_id
    where
        paid.amount < 0
        and (
            paid_worded.transaction_id is not null
            or received_worded.transaction_id is not null
            or instr(paid.booking_text_key, received.bank_number_key) > 0
            or instr(received.booking_text_key, paid.bank_number_key) > 0
            or instr(paid.booking_text, received.account_name) > 0
            or instr(received.booking_text, paid.account_name) > 0
            or instr(paid.booking_text, received.owner_name) > 0
            or instr(received.booking_text, paid.owner_name) > 0
        )
),

-- Of equal transfers on one day the first that is paid belongs to the first that is received.
numbered as (
    select
        *,
        dense_rank() over (partition by equals order by paid_transaction_id) as paid_number,
        dense_rank() over (partition by equals order by received_transaction_id) as received_number
    from candidates
),

-- Each side takes its nearest partner; a pair stands when both take each other.
nearest as (
    select
        *,
        row_number() over (
            partition by paid_transaction_id order by days_apart, received_transaction_id
        ) as rank_of_received,
        row_number() over (
            partition by received_transaction_id order by days_apart, paid_transaction_id
        ) as rank_of_paid
    from numbered
    where paid_number = received_number
),

silver_finance__matched_transfers as (
    select
        paid_transaction_id,
        received_transaction_id
    from nearest
    where rank_of_received = 1 and rank_of_paid = 1
)

select * from silver_finance__matched_transfers

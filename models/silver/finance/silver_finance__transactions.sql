-- One row per transaction of an account, with what the household knows of it.
with bookings as (
    select * from {{ ref('silver_finance__bookings') }}
),

transfers as (
    select
        transfer_id,
        explode(array(paid_transaction_id, received_transaction_id)) as transaction_id
    from {{ ref('silver_finance__transfers') }}
),

silver_finance__transactions as (
    select
        bookings.transaction_id,
        bookings.account_id,
        transfers.transfer_id,

        bookings.booked_date,
        bookings.amount,
        bookings.currency_code,
        bookings.counterparty,
        bookings.description,
        coalesce(bookings.bank_category, 'uncategorised') as category,
        coalesce(bookings.transaction_kind = 'transfer', false)
        or transfers.transfer_id is not null as is_own_transfer,
        false as is_corrected,

        bookings._content_id,
        bookings._record_number
    from bookings
    left join transfers on bookings.transaction_id = transfers.transaction_id
)

select * from silver_finance__transactions

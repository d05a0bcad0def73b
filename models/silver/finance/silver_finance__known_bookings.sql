-- One row per booking that counts, with its transfer and its category: the household's corrections
-- first, then its rules, then the bank's own.
{{ config(materialized='ephemeral') }}

with corrections as (
    select * from {{ ref('silver_finance__corrections') }}
    where fault is null
),

transfers as (
    select
        transfer_id,
        explode(array(paid_transaction_id, received_transaction_id)) as transaction_id
    from {{ ref('silver_finance__transfers') }}
),

paired as (
    select distinct explode(array(transaction_id, other_transaction_id)) as transaction_id
    from corrections
    where kind = 'transfer_pair'
),

silver_finance__known_bookings as (
    select
        bookings.transaction_id,
        bookings.account_id,
        transfers.transfer_id,

        bookings.booked_date,
        bookings.amount,
        bookings.currency_code,
        bookings.counterparty,
        bookings.description,
        bookings.transaction_kind,
        coalesce(
            renamed.category, categories.category, bookings.bank_category, 'uncategorised'
        ) as category,
        coalesce(bookings.transaction_kind = 'transfer', false)
        or transfers.transfer_id is not null as is_own_transfer,
        renamed.transaction_id is not null or paired.transaction_id is not null as is_corrected,

        bookings._content_id,
        bookings._record_number
    from {{ ref('silver_finance__bookings') }} as bookings
    left join transfers on bookings.transaction_id = transfers.transaction_id
    left join paired on bookings.transaction_id = paired.transaction_id
    left join {{ ref('silver_finance__categories') }} as categories
        on bookings.transaction_id = categories.transaction_id
    left join corrections as renamed
        on bookings.transaction_id = renamed.transaction_id and renamed.kind = 'category'
    left join corrections as voided
        on bookings.transaction_id = voided.transaction_id and voided.kind = 'void'
    left anti join {{ ref('silver_finance__twice_filed_bookings') }} as twice_filed
        on bookings.transaction_id = twice_filed.transaction_id
    where voided.transaction_id is null
)

select * from silver_finance__known_bookings

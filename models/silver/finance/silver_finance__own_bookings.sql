-- One row per booking in a listed account that the household neither voided nor paired itself, with
-- all by which another account's booking may name it.
{{ config(materialized='ephemeral') }}

with worded as (
    select distinct bookings.transaction_id
    from {{ ref('silver_finance__bookings') }} as bookings
    inner join {{ ref('own_transfer_words') }} as words
        on instr(bookings.booking_text, words.word) > 0
),

silver_finance__own_bookings as (
    select
        bookings.transaction_id,
        bookings.account_id,
        bookings.booked_date,
        bookings.amount,
        bookings.currency_code,
        -- Without a rate only bookings of one currency are compared.
        cast(round(abs(bookings.amount) * coalesce(rates.rate, 1), 2) as decimal(18, 2))
            as home_amount,
        bookings.booking_text,
        upper(regexp_replace(bookings.booking_text, '[^0-9A-Za-z]', '')) as booking_text_key,
        worded.transaction_id is not null as is_worded,
        rates.rate is not null as has_rate,
        -- Only currencies with rates meet another one.
        case
            when max(rates.rate) over (partition by bookings.currency_code) is null
                then bookings.currency_code
            else 'home'
        end as currency_group,
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
    left join {{ ref('silver_finance__home_rates') }} as rates
        on bookings.currency_code = rates.currency_code
        and {{ holds_on('rates', 'bookings.booked_date') }}
    left join worded on bookings.transaction_id = worded.transaction_id
    left anti join {{ ref('silver_finance__twice_filed_bookings') }} as twice_filed
        on bookings.transaction_id = twice_filed.transaction_id
    left anti join {{ ref('silver_finance__corrections') }} as decided
        on decided.kind in ('transfer_pair', 'void') and decided.fault is null
        and bookings.transaction_id in (decided.transaction_id, decided.other_transaction_id)
)

select * from silver_finance__own_bookings

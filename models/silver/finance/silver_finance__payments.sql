-- One row per booking up to the as-of date, whole where the household split it, with who was paid.
{{ config(materialized='ephemeral') }}

with bookings as (
    select
        original_transaction_id as transaction_id,
        account_id,
        currency_code,
        booked_date,
        is_own_transfer,
        counterparty,
        description,
        max(case when category <> 'uncategorised' then category end) as category,
        cast(sum(amount) as decimal(18, 2)) as amount
    from {{ ref('silver_finance__transactions') }}
    where booked_date <= {{ as_of_date() }}
    group by
        original_transaction_id, account_id, currency_code, booked_date, is_own_transfer,
        counterparty, description
),

silver_finance__payments as (
    select
        transaction_id,
        account_id,
        currency_code,
        amount > 0 as is_income,
        booked_date,
        amount,
        is_own_transfer,
        coalesce(counterparty, description) is not null as is_named,
        -- A ledger kept by hand often says no more than what a payment was for.
        coalesce(counterparty, description, category, 'unknown') as payee,
        coalesce(
            nullif({{ payee_key('counterparty') }}, ''),
            {{ payee_key('coalesce(description, counterparty, category)') }},
            ''
        ) as payee_key,
        coalesce({{ payee_key('description') }}, '') as description_key
    from bookings
    where amount <> 0
)

select * from silver_finance__payments

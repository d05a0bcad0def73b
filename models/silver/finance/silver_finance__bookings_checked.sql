-- One row per bank transaction as filed: typed, placed in an account, with the reason why it cannot
-- count (null = it fits).
{{ config(materialized='ephemeral') }}

with placed as (
    select
        records.*,
        coalesce(
            accounts.account_id, {{ unlisted_account_id('records.bank_number') }}
        ) as account_id,
        coalesce(nullif(upper(trim(records.currency)), ''), accounts.currency_code) as currency_code
    from {{ ref('silver_finance__bank_records') }} as records
    left join {{ ref('silver_household__accounts') }} as accounts
        on {{ names_account(
            'records.bank_number', 'records.bank_and_number', 'try_cast(records.booked_date as date)'
        ) }}
),

silver_finance__bookings_checked as (
    select
        account_id,
        bank_transaction_id,

        try_cast(booked_date as date) as booked_date,
        try_cast(amount as decimal(18, 2)) as amount,
        currency_code,
        nullif(trim(counterparty), '') as counterparty,
        nullif(trim(description), '') as description,
        lower(regexp_replace(trim(concat_ws(' ', counterparty, description)), '\\s+', ' '))
            as booking_text,
        transaction_kind,
        nullif(trim(bank_category), '') as bank_category,
        try_cast(balance_after as decimal(18, 2)) as balance_after_amount,

        case
            when not is_counted then null
            when try_cast(booked_date as date) is null then 'date_invalid'
            when try_cast(amount as decimal(18, 2)) is null then 'number_invalid'
            when currency_code is null then 'currency_unknown'
        end as reject_reason,
        is_counted,
        source_version,
        _source,
        _content_id,
        _record_number,
        _line_number,
        _member,
        event_month
    from placed
)

select * from silver_finance__bookings_checked

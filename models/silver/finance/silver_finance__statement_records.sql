-- One row per booking of a bank statement as filed, in the shape of bank records. A report within
-- the day and a notification say in advance what the day's statement says again: of each day, and
-- of each entry, only the bookings of the most final kind of file count.
{{ config(materialized='ephemeral') }}

with filed as (
    select
        *,
        {{ statement_bank_and_number() }} as bank_and_number,
        status = 'booked' as is_booked,
        case
            when status <> 'booked' then 0
            when file_kind = 'camt.053' then 5
            when file_kind = 'mt940' then 4
            when file_kind = 'camt.052' then 3
            when file_kind = 'mt942' then 2
            when file_kind = 'camt.054' then 1
        end as finality
    from ({{ current_records('bronze_bank_statements__bookings') }}) as records
),

-- Files of different formats name one account in different ways.
placed as (
    select
        filed.*,
        struct(
            coalesce(
                accounts.account_id, {{ bank_number_key('filed.account_number') }}
            ) as account_key,
            coalesce(filed.currency, accounts.currency_code, '') as currency_key
        ) as account
    from filed
    left join {{ ref('silver_household__accounts') }} as accounts
        on {{ names_account(
            'filed.account_number', 'filed.bank_and_number', 'try_cast(filed.booked_date as date)'
        ) }}
),

ranked as (
    select
        *,
        max(finality) over (partition by account, booked_date) as finality_of_day,
        max(finality) over (partition by account, entry_id) as finality_of_entry
    from placed
),

silver_finance__statement_records as (
    select
        account_number as bank_number,
        bank_and_number,
        nullif(trim(bank_transaction_id), '') as bank_transaction_id,

        booked_date,
        amount,
        currency,
        counterparty,
        description,
        case when transfer_account is not null then 'transfer' end as transaction_kind,
        -- Quicken puts a class behind the category.
        nullif(trim(regexp_replace(category, '/.*$', '')), '') as bank_category,
        cast(null as string) as balance_after,
        is_booked and (
            finality is null
            or finality = finality_of_day and (entry_id is null or finality = finality_of_entry)
        ) as is_counted,

        source_version,
        _source,
        _content_id,
        _record_number,
        _line_number,
        _member,
        event_month
    from ranked
)

select * from silver_finance__statement_records

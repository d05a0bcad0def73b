-- One row per booking of a bank statement as filed, in the shape of bank records. A report within
-- the day and a notification say in advance what the day's statement says again: of each day, and
-- of each entry, only the bookings of the most final kind of file count.
{{ config(materialized='ephemeral') }}

with filed as (
    select
        *,
        {{ bank_number_key('account_number') }} as account_key,
        coalesce(currency, '') as stated_currency,
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

ranked as (
    select
        *,
        max(finality) over (
            partition by account_key, stated_currency, booked_date
        ) as finality_of_day,
        max(finality) over (
            partition by account_key, stated_currency, entry_id
        ) as finality_of_entry
    from filed
),

silver_finance__statement_records as (
    select
        account_number as bank_number,
        concat(coalesce(bank_id, ''), account_number) as bank_and_number,
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
        event_month
    from ranked
)

select * from silver_finance__statement_records

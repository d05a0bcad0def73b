-- One row per investment transaction as filed, in the shape of bank records: what it does to the
-- account's cash.
{{ config(materialized='ephemeral') }}

with records as (
    select
        *,
        upper(transaction_type) as transaction_type_key,
        coalesce(upper(trim(cash_account)), 'CASH') as cash_account_key
    from ({{ current_records('bronze_ofx__investment_transactions') }}) as filed
),

silver_finance__investment_records as (
    select
        account_number as bank_number,
        {{ statement_bank_and_number() }} as bank_and_number,
        nullif(trim(bank_transaction_id), '') as bank_transaction_id,

        booked_date,
        amount,
        currency,
        cast(null as string) as counterparty,
        concat_ws(' ', memo, security_name) as description,
        case
            when transaction_type_key = 'INCOME' then 'income'
            when transaction_type_key in ('INVEXPENSE', 'MARGININTEREST') then 'expense'
            else 'transfer'
        end as transaction_kind,
        cast(null as string) as bank_category,
        cast(null as string) as balance_after,
        -- Reinvested income comes and goes at once; what other money pays for moves no cash here.
        amount is not null
        and cash_account_key <> 'OTHER'
        and transaction_type_key not in ('REINVEST', 'JRNLFUND', 'JRNLSEC', 'TRANSFER')
            as is_counted,

        source_version,
        _source,
        _content_id,
        _record_number,
        _line_number,
        _member,
        event_month
    from records
)

select * from silver_finance__investment_records

-- One row per bank transaction as filed, whatever the format: the shared shape of statements and
-- profiles.
{{ config(materialized='ephemeral') }}

with profile_records as (
    {{ current_records('bronze_profile__transactions') }}
),

ofx_records as (
    {{ current_records('bronze_ofx__transactions') }}
),

silver_finance__bank_records as (
    select
        account as bank_number,
        cast(null as string) as bank_and_number,
        nullif(trim(bank_transaction_id), '') as bank_transaction_id,

        booked_date,
        amount,
        currency,
        counterparty,
        description,
        kind as transaction_kind,
        category as bank_category,
        balance_after,
        true as is_counted,

        source_version,
        _source,
        _content_id,
        _record_number,
        _line_number,
        _member,
        event_month
    from profile_records

    union all

    select
        account_number as bank_number,
        {{ statement_bank_and_number() }} as bank_and_number,
        nullif(trim(bank_transaction_id), '') as bank_transaction_id,

        booked_date,
        amount,
        currency,
        name as counterparty,
        memo as description,
        cast(null as string) as transaction_kind,
        cast(null as string) as bank_category,
        cast(null as string) as balance_after,
        true as is_counted,

        source_version,
        _source,
        _content_id,
        _record_number,
        _line_number,
        _member,
        event_month
    from ofx_records

    {%- for of_statements in [
        'silver_finance__investment_records', 'silver_finance__statement_records'
    ] %}

    union all

    select
        bank_number,
        bank_and_number,
        bank_transaction_id,

        booked_date,
        amount,
        currency,
        counterparty,
        description,
        transaction_kind,
        bank_category,
        balance_after,
        is_counted,

        source_version,
        _source,
        _content_id,
        _record_number,
        _line_number,
        _member,
        event_month
    from {{ ref(of_statements) }}
    {%- endfor %}
)

select * from silver_finance__bank_records

-- One row per bank transaction that cannot count, with its reason.
{{ config(
    materialized='months',
    meta={
        'month_inputs': [
            'bronze_profile__transactions',
            'bronze_ofx__transactions',
            'bronze_ofx__investment_transactions',
            'bronze_bank_statements__bookings',
        ],
        'whole_inputs': ['silver_household__accounts'],
    },
) }}

with silver_finance__bookings_rejects as (
    select
        account_id,
        booked_date,
        amount,
        currency_code,
        reject_reason,

        _source,
        _content_id,
        _record_number,
        _line_number,
        _member,
        event_month
    from {{ ref('silver_finance__bookings_checked') }}
    where reject_reason is not null
)

select * from silver_finance__bookings_rejects

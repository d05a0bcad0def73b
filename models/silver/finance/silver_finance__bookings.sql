-- One row per booking of an account: overlapping exports count once, two real equal bookings stay
-- two.
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

with bookings as (
    select
        *,
        -- The bank's own id where there is one, within its month, since some banks count anew with
        -- each statement; otherwise what a person would compare.
        coalesce(
            concat('id ', bank_transaction_id, ' ', event_month),
            concat_ws(' ', booked_date, amount, booking_text)
        ) as booking_key,
        -- Two neighbouring records tell by their running balances which way the file is ordered.
        case
            when balance_after_amount = {{ next_in_file('balance_after_amount') }} + amount then -1
            when
                {{ next_in_file('balance_after_amount') }}
                = balance_after_amount + {{ next_in_file('amount') }}
                then 1
        end as order_evidence
    from {{ ref('silver_finance__bookings_checked') }}
    where reject_reason is null and is_counted
),

-- Equal records of one file are numbered, so that the second coffee of a day survives; with a bank
-- id only records that differ are numbered, since some banks print a record twice.
numbered as (
    select
        *,
        case
            when bank_transaction_id is null
                then row_number() over (
                    partition by _content_id, _member, account_id, booking_key
                    order by _record_number
                )
            else dense_rank() over (
                partition by _content_id, _member, account_id, booking_key
                order by booked_date, amount, booking_text
            )
        end as occurrence_number,
        _record_number * case
            when
                sum(order_evidence) over (
                    partition by _content_id, _member, account_id, event_month
                ) < 0
                then -1
            else 1
        end as position_in_file
    from bookings
),

winners as (
    {{ winning_records(
        'numbered', ['booking_key'], within=['account_id', 'occurrence_number']
    ) }}
),

silver_finance__bookings as (
    select
        md5(concat_ws('|', account_id, booking_key, occurrence_number)) as transaction_id,
        account_id,
        bank_transaction_id,

        booked_date,
        amount,
        currency_code,
        counterparty,
        description,
        booking_text,
        transaction_kind,
        bank_category,
        balance_after_amount,
        position_in_file,

        source_version,
        _source,
        _content_id,
        _record_number,
        _member,
        event_month
    from winners
)

select * from silver_finance__bookings

-- Of bookings without a bank id, as many equal ones count as the file with most of them holds.
with filed as (
    select
        _content_id,
        _member,
        account_id,
        booked_date,
        amount,
        booking_text,
        count(*) as count_rows
    from {{ ref('silver_finance__bookings_checked') }}
    where reject_reason is null and is_counted and bank_transaction_id is null
    group by _content_id, _member, account_id, booked_date, amount, booking_text
),

most as (
    select account_id, booked_date, amount, booking_text, max(count_rows) as count_filed
    from filed
    group by account_id, booked_date, amount, booking_text
),

kept as (
    select account_id, booked_date, amount, booking_text, count(*) as count_kept
    from {{ ref('silver_finance__bookings') }}
    where bank_transaction_id is null
    group by account_id, booked_date, amount, booking_text
)

select
    most.account_id,
    most.booked_date,
    most.amount,
    most.booking_text,
    most.count_filed,
    kept.count_kept
from most
left join kept
    on most.account_id = kept.account_id
    and most.booked_date = kept.booked_date
    and most.amount = kept.amount
    and most.booking_text = kept.booking_text
where most.count_filed <> coalesce(kept.count_kept, 0)

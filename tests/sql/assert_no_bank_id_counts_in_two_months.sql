-- A booking does not count again when the bank moves it over the end of a month.
-- Warns: only the household knows a bank that uses an id again. Over 100 it would be our rule.
{{ config(warn_if='> 0', error_if='> 100', meta={'dimension': 'uniqueness'}) }}

select
    earlier.account_id,
    earlier.bank_transaction_id,
    earlier.booked_date,
    later.booked_date as booked_again_date,
    earlier.amount,
    earlier.booking_text
from {{ ref('silver_finance__bookings') }} as earlier
inner join {{ ref('silver_finance__bookings') }} as later
    on earlier.account_id = later.account_id
    and earlier.bank_transaction_id = later.bank_transaction_id
    and earlier.amount = later.amount
    and earlier.booking_text = later.booking_text
    and earlier.event_month < later.event_month
    and datediff(later.booked_date, earlier.booked_date) <= 10

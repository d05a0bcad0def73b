-- A recurring payment counts each of its bookings, its amounts have one sign, and it is expected
-- after its last one.
with bookings as (
    select
        recurring_payment_id,
        count(*) as count_bookings
    from {{ ref('silver_finance__recurring_bookings') }}
    group by recurring_payment_id
)

select
    payments.recurring_payment_id,
    payments.count_payments,
    bookings.count_bookings,
    payments.typical_amount,
    payments.next_expected_date
from {{ ref('recurring_payments') }} as payments
full outer join bookings
    on payments.recurring_payment_id = bookings.recurring_payment_id
where
    not payments.count_payments <=> bookings.count_bookings
    or payments.typical_amount not between payments.lowest_amount and payments.highest_amount
    or sign(payments.lowest_amount) <> sign(payments.highest_amount)
    or payments.next_expected_date <= payments.last_date

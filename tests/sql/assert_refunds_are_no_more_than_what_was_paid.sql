-- No more comes back of a payment than was paid, and not before.
with refunds as (
    select
        refunds.refund_of_transaction_id,
        sum(bookings.amount) as refunded_amount,
        min(bookings.booked_date) as first_date
    from {{ ref('silver_finance__refunds') }} as refunds
    inner join {{ ref('silver_finance__bookings') }} as bookings
        on refunds.transaction_id = bookings.transaction_id
    group by refunds.refund_of_transaction_id
)

select
    payments.transaction_id,
    payments.amount as paid_amount,
    refunds.refunded_amount
from refunds
left join {{ ref('silver_finance__bookings') }} as payments
    on refunds.refund_of_transaction_id = payments.transaction_id
where
    not coalesce(
        payments.amount + refunds.refunded_amount <= 0
        and payments.booked_date <= refunds.first_date,
        false
    )

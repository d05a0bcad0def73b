-- One row per refund: money back from a payee within 90 days after a payment to him from the same
-- account of at least as much.
with payments as (
    select * from {{ ref('silver_finance__payments') }}
    where not is_own_transfer and is_named and payee_key <> ''
),

-- The payment of just this amount comes first, then the last one.
ranked as (
    select
        refunds.transaction_id,
        payments.transaction_id as refund_of_transaction_id,
        refunds.account_id,
        refunds.booked_date,
        refunds.amount,
        abs(payments.amount) as paid_amount,
        row_number() over (
            partition by refunds.transaction_id
            order by
                case when refunds.amount + payments.amount = 0 then 0 else 1 end asc,
                payments.booked_date desc,
                payments.transaction_id asc
        ) as choice
    from payments as refunds
    inner join payments
        on refunds.account_id = payments.account_id
        and refunds.currency_code = payments.currency_code
        and refunds.payee_key = payments.payee_key
    where
        refunds.is_income
        and not payments.is_income
        and refunds.amount + payments.amount <= 0
        and refunds.booked_date between payments.booked_date
        and date_add(payments.booked_date, 90)
),

-- Together no more comes back than was paid.
summed as (
    select
        *,
        sum(amount) over (
            partition by refund_of_transaction_id order by booked_date, transaction_id
        ) as refunded_amount
    from ranked
    where choice = 1
),

silver_finance__refunds as (
    select
        transaction_id,
        refund_of_transaction_id,
        account_id,
        amount
    from summed
    where refunded_amount <= paid_amount
)

select * from silver_finance__refunds

-- One row per payment that comes back, in or out: what it is, when it comes next, and whether it
-- still does.
with payments as (
    select
        recurring.*,
        bookings.account_id,
        bookings.currency_code,
        bookings.booked_date,
        bookings.amount,
        bookings.payee,
        bookings.is_own_transfer,
        cast(bookings.amount - lag(bookings.amount) over (
            partition by recurring.recurring_payment_id
            order by bookings.booked_date, bookings.transaction_id
        ) as decimal(18, 2)) as change_amount,
        row_number() over (
            partition by recurring.recurring_payment_id
            order by bookings.booked_date desc, bookings.transaction_id desc
        ) as recency
    from {{ ref('silver_finance__recurring_bookings') }} as recurring
    inner join {{ ref('silver_finance__payments') }} as bookings
        on recurring.transaction_id = bookings.transaction_id
),

-- What the files do not tell yet has not stopped.
known as (
    select
        account_id,
        max(booked_date) as last_known_date
    from {{ ref('silver_finance__payments') }}
    group by account_id
),

measured as (
    select
        recurring_payment_id,
        cadence,
        is_amount_fixed,
        account_id,
        currency_code,
        bool_or(is_own_transfer) as is_own_transfer,
        max(case when recency = 1 then payee end) as payee,
        max(case when recency = 1 then amount end) as last_amount,
        sort_array(collect_list(case when recency <= 12 then amount end)) as last_amounts,
        min(booked_date) as first_date,
        max(booked_date) as last_date,
        count(*) as count_payments,
        max(struct(booked_date, change_amount)) filter (where change_amount <> 0) as price_change
    from payments
    group by recurring_payment_id, cadence, is_amount_fixed, account_id, currency_code
),

recurring_payments as (
    select
        measured.recurring_payment_id,

        measured.payee,
        measured.cadence,
        case
            when measured.is_amount_fixed then measured.last_amount
            else
                element_at(
                    measured.last_amounts, cast((size(measured.last_amounts) + 1) / 2 as int)
                )
        end as typical_amount,
        measured.currency_code,
        case
            when known.last_known_date <= due.stopped_date then due.expected_date
        end as next_expected_date,
        known.last_known_date <= due.stopped_date as is_active,
        case
            when measured.is_amount_fixed then measured.price_change.change_amount
        end as price_change_amount,

        measured.account_id,
        measured.is_own_transfer,
        measured.is_amount_fixed,
        element_at(measured.last_amounts, 1) as lowest_amount,
        element_at(measured.last_amounts, -1) as highest_amount,
        due.due_day,
        due.weekend_rule,
        due.tolerance_days,
        measured.first_date,
        measured.last_date,
        measured.count_payments,
        case
            when measured.is_amount_fixed then measured.price_change.booked_date
        end as price_changed_date
    from measured
    inner join {{ ref('silver_finance__recurring_due_dates') }} as due
        on measured.recurring_payment_id = due.recurring_payment_id
    inner join known on measured.account_id = known.account_id
)

select * from recurring_payments

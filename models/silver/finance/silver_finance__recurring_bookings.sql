-- One row per booking that belongs to a payment that comes back: of all its possible series the one
-- with the best evidence, of equals the coarsest.
with placed as (
    select
        bookings.*,
        series.cadence,
        series.is_steady,
        series.min_count,
        row_number() over (
            partition by bookings.transaction_id
            order by series.evidence_rank, bookings.series_level
        ) as choice
    from {{ ref('silver_finance__payment_series') }} as bookings
    inner join {{ ref('silver_finance__recurring_series') }} as series
        on bookings.account_id = series.account_id
        and bookings.currency_code = series.currency_code
        and bookings.is_income = series.is_income
        and bookings.series_level = series.series_level
        and bookings.series_key = series.series_key
),

-- What a better series took away may leave too little of this one.
chosen as (
    select
        *,
        count(*) over series as count_payments,
        min(struct(booked_date, transaction_id)) over series as first_payment
    from placed
    where choice = 1
    window series as (
        partition by account_id, currency_code, is_income, series_level, series_key
    )
),

silver_finance__recurring_bookings as (
    select
        transaction_id,
        md5(concat('recurring ', first_payment.transaction_id)) as recurring_payment_id,
        cadence,
        is_steady as is_amount_fixed
    from chosen
    where count_payments >= min_count
)

select * from silver_finance__recurring_bookings

-- One row per transaction of an account: a booking, or a part of one that counts on its own.
with bookings as (
    select * from {{ ref('silver_finance__known_bookings') }}
),

parts as (
    select * from {{ ref('silver_finance__booking_parts') }}
),

sums as (
    select
        original_transaction_id,
        sum(amount) as parts_amount,
        bool_or(is_split) as is_split
    from parts
    group by original_transaction_id
),

-- What the parts leave over stays with the booking itself.
pieces as (
    select
        bookings.transaction_id as original_transaction_id,
        bookings.transaction_id,
        bookings.category,
        cast(bookings.amount - coalesce(sums.parts_amount, 0) as decimal(18, 2)) as amount,
        coalesce(sums.is_split, false) as is_split,
        false as is_fee
    from bookings
    left join sums on bookings.transaction_id = sums.original_transaction_id
    where sums.original_transaction_id is null or bookings.amount <> sums.parts_amount

    union all

    select
        original_transaction_id,
        transaction_id,
        category,
        amount,
        is_split,
        not is_split as is_fee
    from parts
),

income_categories as (
    select distinct category
    from {{ ref('silver_household__category_rules') }}
    where is_income
),

silver_finance__transactions as (
    select
        pieces.transaction_id,
        pieces.original_transaction_id,
        bookings.account_id,
        case when not pieces.is_fee then bookings.transfer_id end as transfer_id,

        bookings.booked_date,
        pieces.amount,
        bookings.currency_code,
        bookings.counterparty,
        bookings.description,
        pieces.category,
        bookings.is_own_transfer and not pieces.is_fee as is_own_transfer,
        -- Money back lowers the spending of its category; without one it is taken for income.
        (pieces.is_fee or not bookings.is_own_transfer)
        and not coalesce(bookings.transaction_kind = 'income', false)
        and income_categories.category is null
        and (pieces.amount < 0 or pieces.category <> 'uncategorised') as is_spending,
        bookings.is_corrected or pieces.is_split as is_corrected,

        bookings._content_id,
        bookings._record_number
    from pieces
    inner join bookings on pieces.original_transaction_id = bookings.transaction_id
    left join income_categories on pieces.category = income_categories.category
)

select * from silver_finance__transactions

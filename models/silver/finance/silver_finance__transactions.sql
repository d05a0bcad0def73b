-- One row per transaction of an account: a booking, or a part of one that the household split.
with bookings as (
    select * from {{ ref('silver_finance__known_bookings') }}
),

parts as (
    select
        transaction_id,
        category,
        part_amount as amount,
        row_number() over (partition by transaction_id order by correction_number) as part_number
    from {{ ref('silver_finance__corrections') }}
    where kind = 'split' and fault is null
),

splits as (
    select
        transaction_id,
        sum(amount) as parts_amount
    from parts
    group by transaction_id
),

-- What a split leaves over stays with the booking itself.
pieces as (
    select
        bookings.transaction_id as original_transaction_id,
        bookings.transaction_id,
        bookings.category,
        cast(bookings.amount - coalesce(splits.parts_amount, 0) as decimal(18, 2)) as amount,
        splits.transaction_id is not null as is_split
    from bookings
    left join splits on bookings.transaction_id = splits.transaction_id
    where splits.transaction_id is null or bookings.amount <> splits.parts_amount

    union all

    select
        transaction_id as original_transaction_id,
        md5(concat_ws('|', transaction_id, 'part', part_number)) as transaction_id,
        category,
        amount,
        true as is_split
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
        bookings.transfer_id,

        bookings.booked_date,
        pieces.amount,
        bookings.currency_code,
        bookings.counterparty,
        bookings.description,
        pieces.category,
        bookings.is_own_transfer,
        -- Money back lowers the spending of its category; without one it is taken for income.
        not bookings.is_own_transfer
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

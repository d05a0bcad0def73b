-- One row per part of a booking that counts on its own: those of the household's splits, and what
-- the bank kept of a transfer, which is paid to the bank.
{{ config(materialized='ephemeral') }}

with splits as (
    select
        transaction_id,
        category,
        part_amount as amount,
        row_number() over (partition by transaction_id order by correction_number) as part_number
    from {{ ref('silver_finance__corrections') }}
    where kind = 'split' and fault is null
),

silver_finance__booking_parts as (
    select
        transaction_id as original_transaction_id,
        md5(concat_ws('|', transaction_id, 'part', part_number)) as transaction_id,
        category,
        amount,
        true as is_split
    from splits

    union all

    select
        paid_transaction_id as original_transaction_id,
        md5(concat_ws('|', paid_transaction_id, 'fee')) as transaction_id,
        'uncategorised' as category,
        cast(0 - fee_amount as decimal(18, 2)) as amount,
        false as is_split
    from {{ ref('silver_finance__transfers') }}
    where fee_amount > 0
)

select * from silver_finance__booking_parts

-- One row per account and day of which the bank states the balance: what the bookings add up to.
{{ config(materialized='ephemeral') }}

with sums as (
    select
        movements.account_id,
        movements.balance_date,
        movements.stated_amount,
        offsets.offset_amount + sum(movements.moved_amount) over (
            partition by movements.account_id order by movements.balance_date
        ) as computed_amount
    from {{ ref('silver_finance__account_movements') }} as movements
    inner join {{ ref('silver_finance__account_offsets') }} as offsets
        on movements.account_id = offsets.account_id
),

silver_finance__balance_checks as (
    select
        account_id,
        balance_date,
        cast(stated_amount as decimal(18, 2)) as stated_amount,
        cast(computed_amount as decimal(18, 2)) as computed_amount
    from sums
    where stated_amount is not null
)

select * from silver_finance__balance_checks

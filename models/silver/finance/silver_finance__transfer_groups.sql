-- One row per possible pair, with the group of all that compete with it: near amounts, cut where no
-- pair reaches the next, and days that meet.
{{ config(materialized='ephemeral') }}

with steps as (
    select
        *,
        home_amount - lag(home_amount) over in_order > greatest(20, 0.07 * home_amount)
            as is_other_amount
    from {{ ref('silver_finance__transfer_candidates') }}
    window in_order as (
        partition by currency_group
        order by home_amount, paid_transaction_id, received_transaction_id
    )
),

amounts as (
    select
        *,
        sum(case when is_other_amount then 1 else 0 end) over (
            partition by currency_group
            order by home_amount, paid_transaction_id, received_transaction_id
        ) as amount_group
    from steps
),

days as (
    select
        *,
        first_date > max(last_date) over (
            partition by currency_group, amount_group
            order by first_date, paid_transaction_id, received_transaction_id
            rows between unbounded preceding and 1 preceding
        ) as is_later
    from amounts
),

silver_finance__transfer_groups as (
    select
        paid_transaction_id,
        received_transaction_id,
        pairing_cost,
        currency_group,
        amount_group,
        sum(case when is_later then 1 else 0 end) over (
            partition by currency_group, amount_group
            order by first_date, paid_transaction_id, received_transaction_id
        ) as day_group
    from days
)

select * from silver_finance__transfer_groups

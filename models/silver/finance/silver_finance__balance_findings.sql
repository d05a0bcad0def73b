-- One row per account whose bank states other balances than the bookings add up to.
{{ config(materialized='ephemeral') }}

with differing as (
    select
        account_id,
        count(*) as count_days,
        min(balance_date) as first_date,
        min_by(stated_amount, balance_date) as stated_amount,
        min_by(computed_amount, balance_date) as computed_amount
    from {{ ref('silver_finance__balance_checks') }}
    where stated_amount <> computed_amount
    group by account_id
),

-- The balance that is missing here is the one that another account has too much of.
compared as (
    select
        *,
        case
            when stated_amount > computed_amount
                then min(case when stated_amount < computed_amount then account_id end)
                    over same_difference
            else
                min(case when stated_amount > computed_amount then account_id end)
                    over same_difference
        end as other_account_id
    from differing
    window same_difference as (partition by abs(stated_amount - computed_amount))
),

silver_finance__balance_findings as (
    select
        case
            when other_account_id is null then 'balance_disagrees' else 'accounts_look_swapped'
        end as finding,
        concat('account ', account_id) as subject,
        concat(
            'On ', first_date, ' the bank states ', stated_amount,
            ' and the bookings make ', computed_amount,
            case
                when other_account_id is null
                    then concat(
                        '. Look for a statement that is missing, or correct ',
                        '`opening_balance` in household.yml.'
                    )
                else concat(
                    ', and account ', other_account_id,
                    ' differs by the same amount: exchange the two under sources, or their ',
                    '`opening_balance` or `bank_id`, in household.yml.'
                )
            end
        ) as message
    from compared
)

select * from silver_finance__balance_findings

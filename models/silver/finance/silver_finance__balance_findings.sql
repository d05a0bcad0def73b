-- One row per account whose bank states other balances than the bookings add up to.
{{ config(materialized='ephemeral') }}

with checks as (
    select * from {{ ref('silver_finance__balance_checks') }}
),

differing as (
    select
        account_id,
        count(*) as count_days,
        min(balance_date) as first_date,
        min_by(stated_amount, balance_date) as stated_amount,
        min_by(computed_amount, balance_date) as computed_amount
    from checks
    where stated_amount <> computed_amount
    group by account_id
),

-- The balance that is missing here is the one that another account has too much of.
swapped as (
    select
        differing.account_id,
        min(others.account_id) as other_account_id
    from differing
    inner join differing as others
        on differing.account_id <> others.account_id
        and differing.stated_amount - differing.computed_amount
        = others.computed_amount - others.stated_amount
    group by differing.account_id
),

silver_finance__balance_findings as (
    select
        case
            when swapped.account_id is null then 'balance_disagrees' else 'accounts_look_swapped'
        end as finding,
        concat('account ', differing.account_id) as subject,
        concat(
            'On ', differing.first_date, ' the bank states ', differing.stated_amount,
            ' and the bookings make ', differing.computed_amount,
            case
                when swapped.account_id is null
                    then concat(
                        '. Look for a statement that is missing, or correct ',
                        '`opening_balance` in household.yml.'
                    )
                else concat(
                    ', and account ', swapped.other_account_id,
                    ' differs by the same amount: exchange the two under sources, or their ',
                    '`opening_balance` or `bank_id`, in household.yml.'
                )
            end
        ) as message
    from differing
    left join swapped on differing.account_id = swapped.account_id
)

select * from silver_finance__balance_findings

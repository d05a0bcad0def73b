-- The balance that a bank states is the one that the bookings add up to.
-- Warns: a missing statement lies with the household. Over 10000 days our sums are wrong.
{{ config(warn_if='> 0', error_if='> 10000', meta={'dimension': 'accuracy'}) }}

select
    stated.account_id,
    stated.balance_date,
    stated.balance_amount as stated_amount,
    balances.balance_amount as computed_amount,
    stated.balance_amount - balances.balance_amount as missing_amount
from {{ ref('silver_finance__statement_balances') }} as stated
inner join {{ ref('daily_account_balance') }} as balances
    on stated.account_id = balances.account_id
    and stated.currency_code = balances.currency_code
    and stated.balance_date = balances.balance_date
where stated.balance_amount <> balances.balance_amount

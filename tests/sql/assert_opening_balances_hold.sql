-- An account stands at its opening balance at the end of the day that the household names.
{{ config(meta={'dimension': 'accuracy'}) }}

select
    accounts.account_id,
    accounts.opening_balance_date,
    accounts.opening_balance_amount,
    balances.balance_amount
from {{ ref('silver_household__accounts') }} as accounts
left join {{ ref('daily_account_balance') }} as balances
    on accounts.account_id = balances.account_id
    and accounts.opening_balance_date = balances.balance_date
where
    accounts.opening_balance_date <= {{ as_of_date() }}
    and accounts.valid_from_date = cast('1900-01-01' as date)
    and not accounts.opening_balance_amount <=> balances.balance_amount

-- Every account has a balance on each day from its first to the as-of date.
{{ config(meta={'dimension': 'timeliness'}) }}

select
    account_id,
    min(balance_date) as first_date,
    max(balance_date) as last_date,
    count(*) as count_days
from {{ ref('daily_account_balance') }}
group by account_id
having
    max(balance_date) <> {{ as_of_date() }}
    or count(*) <> datediff(max(balance_date), min(balance_date)) + 1

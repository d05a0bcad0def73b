-- The worth of a currency is known on each day from the first one to the as-of date.
{{ config(meta={'dimension': 'completeness'}) }}

select
    currency_code,
    min(balance_date) as first_date,
    max(balance_date) as last_date,
    count(*) as count_days
from {{ ref('daily_net_worth') }}
where not is_converted
group by currency_code
having
    max(balance_date) <> {{ as_of_date() }}
    or count(*) <> datediff(max(balance_date), min(balance_date)) + 1

-- Every month from the first to the last has a row, also where nothing was booked.
{{ config(meta={'dimension': 'completeness'}) }}

select
    currency_code,
    is_converted,
    count(*) as count_months,
    cast(months_between(max(month_date), min(month_date)) as bigint) + 1 as count_expected_months
from {{ ref('monthly_cash_flow') }}
group by currency_code, is_converted
having count(*) <> cast(months_between(max(month_date), min(month_date)) as bigint) + 1

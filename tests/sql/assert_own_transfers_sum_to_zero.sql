-- A transfer between own accounts has two sides in two accounts, and in one currency its amounts
-- cancel out.
select
    transfer_id,
    count(distinct original_transaction_id) as count_sides,
    count(distinct account_id) as count_accounts,
    sum(amount) as difference_amount,
    min(booked_date) as first_booked_date
from {{ ref('silver_finance__transactions') }}
where transfer_id is not null
group by transfer_id
having
    count(distinct original_transaction_id) <> 2
    or count(distinct account_id) <> 2 or (count(distinct currency_code) = 1 and sum(amount) <> 0)

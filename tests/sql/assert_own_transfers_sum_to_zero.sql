-- A transfer between own accounts has two sides in two accounts, and its amounts cancel out.
select
    transfer_id,
    count(*) as count_sides,
    count(distinct account_id) as count_accounts,
    sum(amount) as difference_amount,
    min(booked_date) as first_booked_date
from {{ ref('silver_finance__transactions') }}
where transfer_id is not null
group by transfer_id
having count(*) <> 2 or count(distinct account_id) <> 2 or sum(amount) <> 0

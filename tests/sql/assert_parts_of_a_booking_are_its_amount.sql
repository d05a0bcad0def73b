-- The parts of a booking, those that the household split off and fees included, add up to it.
{{ config(meta={'dimension': 'accuracy'}) }}

with parts as (
    select
        original_transaction_id,
        sum(amount) as amount
    from {{ ref('silver_finance__transactions') }}
    group by original_transaction_id
)

select
    bookings.transaction_id,
    bookings.amount as amount_of_booking,
    parts.amount as amount_of_parts
from parts
left join {{ ref('silver_finance__bookings') }} as bookings
    on parts.original_transaction_id = bookings.transaction_id
where not bookings.amount <=> parts.amount

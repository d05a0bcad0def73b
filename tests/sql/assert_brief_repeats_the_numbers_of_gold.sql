-- The balance and usage tiles show the numbers of their gold tables, to the cent.
with expected as (
    select
        concat('balance_', lower(currency_code)) as tile_id,
        sum(balance_amount) as value
    from {{ ref('daily_account_balance') }}
    where balance_date = {{ as_of_date() }}
    group by currency_code

    union all

    select
        concat('usage_', meter_id, '_', commodity, '_', flow) as tile_id,
        cast(quantity as decimal(18, 2)) as value
    from {{ ref('daily_meter_usage') }}
    where usage_date = date_sub({{ as_of_date() }}, 1) and is_complete
)

select
    expected.tile_id,
    expected.value as value_of_gold,
    tiles.value as value_of_tile
from expected
left join {{ ref('morning_brief') }} as tiles on expected.tile_id = tiles.tile_id
where not expected.value <=> tiles.value

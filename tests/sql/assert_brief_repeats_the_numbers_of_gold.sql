-- The tiles of balances, use and payments show the numbers of their gold tables, to the cent.
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

    union all

    select
        concat('payments_due_', lower(currency_code)) as tile_id,
        abs(sum(typical_amount)) as value
    from {{ ref('recurring_payments') }}
    where
        is_active and not is_own_transfer and typical_amount < 0
        and datediff(next_expected_date, {{ as_of_date() }}) < 7
    group by currency_code
)

select
    expected.tile_id,
    expected.value as value_of_gold,
    tiles.value as value_of_tile
from expected
left join {{ ref('morning_brief') }} as tiles on expected.tile_id = tiles.tile_id
where not expected.value <=> tiles.value

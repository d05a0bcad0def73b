-- One row per tile of the home: yesterday's use of each meter, what all of them cost, yesterday's
-- climate of each room, and where mould may grow.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with usage as (
    select
        concat('usage_', meter_id, '_', commodity, '_', flow) as tile_id,
        concat(initcap(commodity), ' ', flow, ' yesterday') as title,
        unit,
        usage_date as metric_date,
        case when is_complete then quantity end as metric_value
    from {{ ref('daily_meter_usage') }}
),

cost as (
    select
        concat('energy_cost_', lower(currency_code)) as tile_id,
        'Cost of all meters yesterday' as title,
        currency_code as unit,
        usage_date as metric_date,
        -- A meter without a reading leaves it open.
        case
            when count(*) = count(energy_cost_amount) then cast(sum(total_cost_amount) as double)
        end as metric_value
    from {{ ref('daily_energy_cost') }}
    group by currency_code, usage_date
),

climate as (
    select
        concat('climate_', room_id) as tile_id,
        concat('Temperature yesterday, ', room_id) as title,
        '°C' as unit,
        climate_date as metric_date,
        temperature_celsius_mean as metric_value
    from {{ ref('daily_room_climate') }}
),

-- Source: ISO 13788:2012: mould grows where a month's mean at the wall is 80 % or more.
mould as (
    select
        concat('mould_', room_id) as tile_id,
        concat('Humidity at the coldest corner in 28 days, ', room_id) as title,
        '%' as unit,
        cast(avg(corner_humidity_percent) as decimal(18, 2)) as value,
        'mould grows from 80' as comparison,
        case
            when round(avg(corner_humidity_percent), 6) >= 80 then 'watch' else 'good'
        end as status
    from {{ ref('daily_room_comfort') }}
    where
        climate_date between date_sub({{ as_of_date() }}, 28) and date_sub({{ as_of_date() }}, 1)
        and corner_humidity_percent is not null
    group by room_id
    having count(*) >= 7
),

brief_tiles_home as (
    select 'home' as domain, tiles.* from ({{ yesterday_tiles('usage') }}) as tiles
    union all
    select 'home' as domain, tiles.* from ({{ yesterday_tiles('cost') }}) as tiles
    union all
    select 'home' as domain, tiles.* from ({{ yesterday_tiles('climate') }}) as tiles
    union all
    select 'home' as domain, mould.* from mould
)

select * from brief_tiles_home

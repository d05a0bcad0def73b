{# The daily series of the home that have a tile: what each meter measured, what all of them cost, and
   how warm each room was, as (tile_id, title, unit, metric_date, metric_value; null = not known). #}
{% macro home_day_metrics() %}
    select
        concat('usage_', meter_id, '_', commodity, '_', flow) as tile_id,
        concat(initcap(commodity), ' ', flow, ' yesterday') as title,
        unit,
        usage_date as metric_date,
        case when is_complete then quantity end as metric_value
    from {{ ref('daily_meter_usage') }}
    union all
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
    union all
    select
        concat('climate_', room_id) as tile_id,
        concat('Temperature yesterday, ', room_id) as title,
        '°C' as unit,
        climate_date as metric_date,
        temperature_celsius_mean as metric_value
    from {{ ref('daily_room_climate') }}
{% endmacro %}

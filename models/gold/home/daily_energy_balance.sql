-- One row per local day and commodity: what came in, what was made and used of it, and what the
-- weather lets expect.
with flows as (
    select
        usage.usage_date,
        usage.commodity,
        usage.flow,
        max(usage.unit) as unit,
        case when min(usage.is_complete) then sum(usage.quantity) end as quantity,
        case
            when min(usage.is_complete)
                then
                    sum(
                        usage.quantity
                        * case
                            when usage.unit = 'kWh' then 1
                            when usage.commodity = 'gas'
                                then meters.kilowatt_hours_per_cubic_meter
                        end
                    )
        end as kilowatt_hours
    from {{ ref('daily_meter_usage') }} as usage
    left join {{ ref('silver_household__meters') }} as meters
        on usage.meter_id = meters.native_id
        and usage.meter_id = meters.meter_id
        and {{ holds_on('meters', 'usage.usage_date') }}
    group by usage.usage_date, usage.commodity, usage.flow
),

days as (
    select
        usage_date,
        commodity,
        max(unit) as unit,
        {%- for flow in ['import', 'export', 'production', 'consumption'] %}
        max(case when flow = '{{ flow }}' then quantity end) as {{ flow }}_quantity,
        max(case when flow = '{{ flow }}' then 1 else 0 end) = 1 as has_{{ flow }},
        {%- endfor %}
        max(case when flow = 'import' then kilowatt_hours end) as import_kilowatt_hours
    from flows
    group by usage_date, commodity
),

balanced as (
    select
        *,
        case
            when has_consumption then consumption_quantity
            -- What is fed in came from a roof: without its meter nobody knows what was used of it.
            when has_production or not has_export
                then
                    import_quantity
                    + case when has_production then production_quantity else 0 end
                    - case when has_export then export_quantity else 0 end
        end as used_quantity,
        case
            when has_production
                then production_quantity - case when has_export then export_quantity else 0 end
        end as own_quantity
    from days
),

always_on as (
    select usage_date, sum(always_on_watts) as always_on_watts
    from {{ ref('silver_home__always_on_days') }}
    group by usage_date
),

daily_energy_balance as (
    select
        balanced.usage_date,
        balanced.commodity,

        balanced.unit,
        balanced.import_quantity,
        balanced.export_quantity,
        balanced.production_quantity,
        round(balanced.used_quantity, 9) as consumption_quantity,
        round(balanced.own_quantity, 9) as self_consumption_quantity,
        round(balanced.own_quantity / nullif(balanced.production_quantity, 0) * 100, 6)
            as self_consumption_percent,
        round(balanced.own_quantity / nullif(balanced.used_quantity, 0) * 100, 6)
            as self_sufficiency_percent,
        round(balanced.import_kilowatt_hours, 9) as import_kilowatt_hours,
        case when balanced.commodity = 'electricity' then always_on.always_on_watts end
            as always_on_watts
    from balanced
    left join always_on on balanced.usage_date = always_on.usage_date
)

select * from daily_energy_balance

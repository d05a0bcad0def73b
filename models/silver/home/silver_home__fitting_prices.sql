-- One row per meter, flow, register, local day, component, tier and stretch of the clock with the
-- price that fits. Instants are seconds since 1970.
{{ config(materialized='ephemeral') }}

with days as (
    select distinct
        flows.known_until_at,
        flows.meter_id,
        flows.flow,
        flows.register_id,
        flows.local_date,
        flows.time_zone,
        date_format(flows.local_date, 'MM-dd') as day_of_year,
        case
            when holidays.holiday_date is not null then 7
            else pmod(datediff(flows.local_date, cast('1970-01-05' as date)), 7) + 1
        end as weekday_number
    from {{ ref('silver_home__metered_flows') }} as flows
    left join {{ ref('silver_household__holidays') }} as holidays
        on flows.local_date = holidays.holiday_date
),

fitting as (
    select
        days.known_until_at,
        days.meter_id,
        days.flow,
        days.register_id,
        days.local_date,
        days.time_zone,
        windows.component,
        windows.window_from, windows.window_to,
        windows.market,
        windows.price,
        windows.is_per_kilowatt_hour,
        windows.usage_from, windows.usage_to,
        -- Of a component the first price that fits counts, with all its tiers.
        rank() over (
            partition by
                days.known_until_at, days.meter_id, days.flow, days.register_id,
                days.local_date, windows.component, windows.window_from
            order by windows.band_number
        ) as band_rank
    from days
    inner join {{ ref('silver_home__tariff_windows') }} as windows
        on days.meter_id = windows.meter_id
        and days.flow = windows.flow
        and {{ holds_on('windows', 'days.local_date') }}
        and days.known_until_at > windows.known_from_at
        and days.known_until_at <= windows.known_until_at
    where
        instr(windows.days, cast(days.weekday_number as string)) > 0
        and coalesce(windows.register_id = days.register_id, true)
        and case
            when windows.season_from <= windows.season_to
                then days.day_of_year between windows.season_from and windows.season_to
            else days.day_of_year >= windows.season_from or days.day_of_year <= windows.season_to
        end
),

placed as (
    select
        fitting.*,
        greatest(clock.from_second, clock.midnight_second + fitting.window_from) as from_second,
        least(clock.to_second, clock.midnight_second + fitting.window_to) as to_second
    from fitting
    inner join {{ ref('silver_home__clock_days') }} as clock
        on fitting.local_date = clock.local_date and fitting.time_zone = clock.time_zone
    where fitting.band_rank = 1
),

silver_home__fitting_prices as (
    select
        placed.known_until_at,
        placed.meter_id,
        placed.flow,
        placed.register_id,
        placed.local_date,
        placed.component,
        placed.market,
        -- Null, that is no price, where nobody says how much energy a m3 holds.
        cast(
            placed.price * case
                when placed.is_per_kilowatt_hour
                    then cast(meters.kilowatt_hours_per_cubic_meter as decimal(9, 6))
                else 1
            end as decimal(19, 10)
        ) as price,
        placed.usage_from, placed.usage_to,
        placed.from_second,
        placed.to_second
    from placed
    left join {{ ref('silver_household__meters') }} as meters
        on placed.meter_id = meters.meter_id and placed.meter_id = meters.native_id
        and {{ holds_on('meters', 'placed.local_date') }}
    where placed.from_second < placed.to_second
)

select * from silver_home__fitting_prices

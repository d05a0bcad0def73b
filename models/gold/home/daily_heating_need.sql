-- One row per local day with an outdoor temperature and commodity that was measured: how much had
-- to be heated, and what the same weather took in the year before.
with weather as (
    select
        climate.climate_date,
        avg(climate.temperature_celsius_mean) as outside_temperature_celsius_mean
    from {{ ref('daily_room_climate') }} as climate
    inner join {{ ref('silver_household__rooms') }} as rooms
        on climate.room_id = rooms.room_id and rooms.is_outside
    where climate.temperature_celsius_mean is not null
    group by climate.climate_date
),

-- Source: Eurostat, cooling and heating degree days (nrg_chdd): 18 °C less the mean of a day whose
-- mean is at most 15 °C.
degrees as (
    select
        *,
        case
            when outside_temperature_celsius_mean <= 15
                then 18 - outside_temperature_celsius_mean
            else 0
        end as heating_degree_days
    from weather
),

days as (
    select
        balance.usage_date,
        balance.commodity,
        balance.unit,
        balance.consumption_quantity as quantity,
        degrees.outside_temperature_celsius_mean,
        degrees.heating_degree_days
    from {{ ref('daily_energy_balance') }} as balance
    inner join degrees on balance.usage_date = degrees.climate_date
    where balance.consumption_quantity is not null and balance.commodity <> 'water'
),

-- The sums of a line by least squares over the year before the day, the day itself left out.
year_before as (
    select
        *,
        count(*) over the_year as count_days,
        avg(heating_degree_days) over the_year as mean_degrees,
        avg(quantity) over the_year as mean_quantity,
        avg(heating_degree_days * quantity) over the_year as mean_product,
        avg(heating_degree_days * heating_degree_days) over the_year as mean_square
    from days
    window
        the_year as (
            partition by commodity order by datediff(usage_date, cast('1970-01-01' as date))
            range between 365 preceding and 1 preceding
        )
),

fitted as (
    select
        *,
        -- A line needs a month of days, and days that differ.
        case
            when count_days >= 30 and mean_square - mean_degrees * mean_degrees > 0.25
                then
                    (mean_product - mean_degrees * mean_quantity)
                    / (mean_square - mean_degrees * mean_degrees)
        end as quantity_per_degree_day
    from year_before
),

lines as (
    select
        *,
        mean_quantity + quantity_per_degree_day * (heating_degree_days - mean_degrees)
            as line_quantity
    from fitted
),

daily_heating_need as (
    select
        usage_date,
        commodity,

        unit,
        quantity,
        round(outside_temperature_celsius_mean, 9) as outside_temperature_celsius_mean,
        round(heating_degree_days, 9) as heating_degree_days,
        round(quantity_per_degree_day, 6) as quantity_per_degree_day,
        -- Nobody uses less than nothing. (`greatest` would take nothing for what is not known.)
        round(case when line_quantity < 0 then cast(0 as double) else line_quantity end, 6)
            as expected_quantity
    from lines
)

select * from daily_heating_need

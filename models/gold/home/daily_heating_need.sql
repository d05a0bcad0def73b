-- One row per local day with an outdoor temperature and commodity that was measured: how much had
-- to be heated, and what the same weather took in the year before.
with days as (
    select
        weather.*,
        bases.base_status,
        -- Source of what counts without a base of its own: Eurostat, cooling and heating degree
        -- days (nrg_chdd): 18 °C less the mean of a day whose mean is at most 15 °C.
        coalesce(bases.fitted_base_celsius, 18e0) as base_celsius,
        coalesce(bases.fitted_base_celsius, 15e0) as heated_celsius
    from {{ ref('daily_outdoor_use') }} as weather
    inner join {{ ref('monthly_heating_bases') }} as bases
        on weather.commodity = bases.commodity and weather.month_date = bases.month_date
),

bases as (
    select distinct commodity, base_celsius, heated_celsius from days
),

-- The days before are measured by the base of the day that they are compared with.
degrees as (
    select
        days.usage_date,
        days.commodity,
        days.unit,
        days.quantity,
        days.outside_temperature_celsius_mean,
        days.base_status,
        bases.base_celsius,
        bases.heated_celsius,
        case
            when days.outside_temperature_celsius_mean <= bases.heated_celsius
                then bases.base_celsius - days.outside_temperature_celsius_mean
            else 0e0
        end as heating_degree_days,
        days.base_celsius = bases.base_celsius
        and days.heated_celsius = bases.heated_celsius as is_own_base
    from days
    inner join bases on days.commodity = bases.commodity
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
    from degrees
    window
        the_year as (
            partition by commodity, base_celsius, heated_celsius
            order by datediff(usage_date, cast('1970-01-01' as date))
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
    where is_own_base
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
        base_celsius as base_temperature_celsius,
        base_status,
        round(heating_degree_days, 9) as heating_degree_days,
        round(quantity_per_degree_day, 6) as quantity_per_degree_day,
        -- Nobody uses less than nothing. (`greatest` would take nothing for what is not known.)
        round(case when line_quantity < 0 then cast(0 as double) else line_quantity end, 6)
            as expected_quantity
    from lines
)

select * from daily_heating_need

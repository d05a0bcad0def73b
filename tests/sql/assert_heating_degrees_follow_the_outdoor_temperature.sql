-- Heating degree days and the mean outdoor temperature of a day add up to 18 °C where they heat.
-- Tolerance: both are rounded to nine digits.
select
    usage_date,
    commodity,
    outside_temperature_celsius_mean,
    heating_degree_days
from {{ ref('daily_heating_need') }}
where
    (heating_degree_days = 0) <> (outside_temperature_celsius_mean > 15)
    or (
        heating_degree_days > 0
        and abs(heating_degree_days + outside_temperature_celsius_mean - 18) > 1e-8
    )

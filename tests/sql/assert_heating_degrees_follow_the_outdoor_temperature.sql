-- Heating degree days and the mean outdoor temperature of a day add up to the base where they heat.
select
    usage_date,
    commodity,
    outside_temperature_celsius_mean,
    base_temperature_celsius,
    base_status,
    heating_degree_days
from {{ ref('daily_heating_need') }}
where
    (base_status <> 'fitted' and base_temperature_celsius <> 18)
    or (
        heating_degree_days = 0
        and outside_temperature_celsius_mean
        < case when base_status = 'fitted' then base_temperature_celsius else 15 end
    )
    or (
        heating_degree_days > 0
        and abs(
            heating_degree_days + outside_temperature_celsius_mean - base_temperature_celsius
        ) > 1e-8
    )

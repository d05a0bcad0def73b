-- A room's mean temperature lies between its lowest and its highest.
-- Tolerance: a weighed mean of equal values differs from them in the last digits.
select
    climate_date,
    room_id,
    temperature_celsius_min,
    temperature_celsius_mean,
    temperature_celsius_max
from {{ ref('daily_room_climate') }}
where
    temperature_celsius_mean < temperature_celsius_min - 1e-9
    or temperature_celsius_mean > temperature_celsius_max + 1e-9
    or temperature_celsius_min > temperature_celsius_max

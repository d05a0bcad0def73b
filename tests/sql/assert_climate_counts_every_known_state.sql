-- The readings of a room's days are all known states of its sensors.
{{ config(meta={'dimension': 'completeness'}) }}

with states as (
    select room_id, count(*) as count_states
    from {{ ref('silver_home__sensor_states') }}
    where state_value is not null
    group by room_id
),

days as (
    select room_id, sum(count_readings) as count_readings
    from {{ ref('daily_room_climate') }}
    group by room_id
)

select
    coalesce(states.room_id, days.room_id) as room_id,
    states.count_states,
    days.count_readings
from states
full outer join days on states.room_id = days.room_id
where coalesce(states.count_states, 0) <> coalesce(days.count_readings, 0)

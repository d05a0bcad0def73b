-- One row per sensor entity and period of validity: the room it stands in and what it measures.
with sensors as (
    {{ current_records('bronze_household__sensors') }}
),

silver_household__sensors as (
    select
        sensors.entity_id,
        sensors.room_id,

        sensors.measure,
        sensors.unit,
        coalesce(try_cast(sensors.max_hold_seconds as bigint), 7200) as max_hold_seconds,
        household.time_zone,

        {{ valid_from_date('sensors.valid_from') }} as valid_from_date,
        {{ valid_to_date('sensors.valid_from', 'sensors.entity_id') }} as valid_to_date,

        sensors._content_id,
        sensors._record_number
    from sensors
    cross join {{ ref('silver_household__settings') }} as household
)

select * from silver_household__sensors

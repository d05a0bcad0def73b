-- One row per sensor entity and period of validity: the room it stands in and what it measures.
with sensors as (
    {{ current_records('bronze_household__sensors') }}
),

entries as (
    select
        entity_id,
        room_id,
        measure,
        unit,
        coalesce(try_cast(max_hold_seconds as bigint), 7200) as max_hold_seconds,
        cast(null as string) as own_time_zone,

        {{ valid_from_date('valid_from') }} as entry_from_date,

        _content_id,
        _record_number
    from sensors
),

periods as (
    {{ lived_through('entries', 'entity_id') }}
),

silver_household__sensors as (
    select
        entity_id,
        room_id,

        measure,
        unit,
        max_hold_seconds,
        time_zone,

        valid_from_date,
        valid_to_date,
        valid_from_at,
        valid_to_at,

        _content_id,
        _record_number
    from periods
)

select * from silver_household__sensors

-- One row per sensor state as filed: typed, converted, with the reason why it cannot count (null =
-- it fits).
-- `unavailable` and `unknown` fit: they say that nothing is known from then on.
{{ config(materialized='ephemeral') }}

with states as (
    {{ current_records('bronze_home_assistant__states') }}
),

typed as (
    select
        states.*,
        try_cast(states.changed_at as timestamp) as typed_changed_at,
        try_cast(states.state as double) as typed_state,
        lower(trim(states.state)) in ('unavailable', 'unknown', '') as is_unknown
    from states
),

placed as (
    select
        typed.*,
        sensors.room_id,
        sensors.measure,
        sensors.max_hold_seconds,
        sensors.time_zone,
        typed.typed_state * units.factor + units.offset_value as typed_value,
        units.target_unit
    from typed
    left join {{ ref('silver_household__sensors') }} as sensors
        on typed.entity_id = sensors.entity_id
        and {{ holds_at('sensors', 'typed.typed_changed_at') }}
    left join {{ ref('unit_conversions') }} as units
        on sensors.unit = units.unit and sensors.measure = units.quantity_kind
),

silver_home__sensor_states_checked as (
    select
        entity_id,
        coalesce(room_id, concat(_source, '_', entity_id)) as room_id,
        measure,

        case when not is_unknown then typed_value end as state_value,
        target_unit as unit,
        max_hold_seconds,

        typed_changed_at as changed_at,
        time_zone,

        case
            when typed_changed_at is null then 'time_invalid'
            when target_unit is null then 'unit_unknown'
            when is_unknown then null
            when typed_state is null or isnan(typed_state) then 'state_not_numeric'
            when
                {{ is_beyond_nature('measure', 'typed_value', 'typed_value') }}
                then 'value_out_of_range'
        end as reject_reason,
        state,
        source_version,
        _source,
        _content_id,
        _record_number,
        _line_number,
        _member,
        event_month
    from placed
)

select * from silver_home__sensor_states_checked

-- One row per person and period of validity.
with people as (
    {{ current_records('bronze_household__people') }}
),

entries as (
    select
        person_id,
        name as person_name,
        time_zone as own_time_zone,
        native_ids,
        try_cast(threshold_cycling_power_watts as double) as threshold_cycling_power_watts,
        try_cast(threshold_heart_rate_bpm as double) as threshold_heart_rate_bpm,

        {{ valid_from_date('valid_from') }} as entry_from_date,

        _content_id,
        _record_number
    from people
),

periods as (
    {{ lived_through('entries', 'person_id') }}
),

silver_household__people as (
    select
        person_id,
        person_name,
        time_zone,
        from_json(native_ids, 'array<string>') as native_ids,

        threshold_cycling_power_watts,
        threshold_heart_rate_bpm,

        valid_from_date,
        valid_to_date,
        valid_from_at,
        valid_to_at,

        _content_id,
        _record_number
    from periods
)

select * from silver_household__people

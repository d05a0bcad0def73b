-- One row per meter, id in the files and period of validity.
with meters as (
    {{ current_records('bronze_household__meters') }}
),

entries as (
    select
        meter_id,
        name as meter_name,
        commodity,
        time_zone as own_time_zone,
        native_ids,
        try_cast(kilowatt_hours_per_cubic_meter as double) as kilowatt_hours_per_cubic_meter,
        try_cast(rolls_over_at as double) as rollover_quantity,

        {{ valid_from_date('valid_from') }} as entry_from_date,

        _content_id,
        _record_number
    from meters
),

periods as (
    {{ lived_through('entries', 'meter_id') }}
),

silver_household__meters as (
    select
        meter_id,
        explode(
            array_distinct(
                concat(array(meter_id), coalesce(from_json(native_ids, 'array<string>'), array()))
            )
        ) as native_id,
        meter_name,
        commodity,
        kilowatt_hours_per_cubic_meter,
        rollover_quantity,
        time_zone,

        valid_from_date,
        valid_to_date,
        valid_from_at,
        valid_to_at,

        _content_id,
        _record_number
    from periods
)

select * from silver_household__meters

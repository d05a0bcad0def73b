-- One row per meter, id in the files and period of validity.
with meters as (
    {{ current_records('bronze_household__meters') }}
),

periods as (
    select
        meters.meter_id,
        meters.name as meter_name,
        meters.commodity,
        coalesce(meters.time_zone, household.time_zone) as time_zone,
        meters.native_ids,

        {{ valid_from_date('meters.valid_from') }} as valid_from_date,
        {{ valid_to_date('meters.valid_from', 'meters.meter_id') }} as valid_to_date,

        meters._content_id,
        meters._record_number
    from meters
    cross join {{ ref('silver_household__settings') }} as household
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
        time_zone,

        valid_from_date,
        valid_to_date,

        _content_id,
        _record_number
    from periods
)

select * from silver_household__meters

-- One row per person and period of validity.
with people as (
    {{ current_records('bronze_household__people') }}
),

silver_household__people as (
    select
        people.person_id,
        people.name as person_name,
        coalesce(people.time_zone, household.time_zone) as time_zone,
        from_json(people.native_ids, 'array<string>') as native_ids,

        {{ valid_from_date('people.valid_from') }} as valid_from_date,
        {{ valid_to_date('people.valid_from', 'people.person_id') }} as valid_to_date,

        people._content_id,
        people._record_number
    from people
    cross join {{ ref('silver_household__settings') }} as household
)

select * from silver_household__people

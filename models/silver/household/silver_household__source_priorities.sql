-- One row per line in which the household says how far it believes a recorder.
with records as (
    {{ current_records('bronze_household__source_priorities') }}
),

named as (
    select
        person_id,
        metric,
        lower(trim(recorder)) as recorder,
        try_cast(priority as bigint) as priority,
        {{ valid_from_date('valid_from') }} as valid_from_date,
        coalesce(date_add(try_cast(valid_to as date), 1), cast('9999-12-31' as date))
            as valid_to_date,
        _content_id,
        _record_number
    from records
),

silver_household__source_priorities as (
    select
        -- The narrowest line that fits counts, and of equally narrow ones the last.
        row_number() over (
            order by
                case when named.person_id is null then 1 else 0 end,
                case when named.metric is null then 1 else 0 end,
                case when kinds.device is null and named.recorder <> 'other' then 0 else 1 end,
                named._record_number desc
        ) as rule_number,
        named.person_id,
        named.metric,
        named.recorder,

        named.priority,

        named.valid_from_date,
        named.valid_to_date,

        named._content_id,
        named._record_number
    from named
    left join {{ ref('recorder_priorities') }} as kinds on named.recorder = kinds.device
)

select * from silver_household__source_priorities

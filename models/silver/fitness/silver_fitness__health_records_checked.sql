-- One row per record of Apple Health or a tracker that silver takes: typed, converted, with the
-- reason why it cannot count (null = it fits).
{{ config(materialized='ephemeral') }}

with typed as (
    select
        records.*,
        types.metric_kind,
        case when types.metric_kind = 'sleep' then states.sleep_state else types.metric end
            as metric,
        nullif(states.sleep_stage, 'none') as sleep_stage,
        try_cast(records.value as double) * units.factor as typed_quantity,
        units.target_unit,
        try_cast(records.started_at as timestamp) as typed_started_at,
        try_cast(records.ended_at as timestamp) as typed_ended_at
    from {{ ref('silver_fitness__health_records') }} as records
    inner join {{ ref('health_record_types') }} as types on records.record_type = types.record_type
    left join {{ ref('sleep_states') }} as states on records.value = states.category
    left join {{ ref('unit_conversions') }} as units
        on records.unit = units.unit and types.quantity_kind = units.quantity_kind
),

named as (
    select
        typed.*,
        coalesce(persons.person_id, concat(typed._source, '_', typed.person)) as person_id
    from typed
    left join {{ ref('silver_household__person_ids') }} as persons
        on typed.person = persons.native_id
),

silver_fitness__health_records_checked as (
    select
        named.person_id,
        named.metric,
        named.metric_kind,
        named.sleep_stage,
        named.recorder_name,
        named.recorder_device as device,

        case when named.metric_kind <> 'sleep' then named.typed_quantity end as quantity,

        named.typed_started_at as started_at,
        named.typed_ended_at as ended_at,
        coalesce(named.time_zone, people.time_zone, homes.time_zone) as time_zone,

        case
            when named.typed_started_at is null or named.typed_ended_at is null then 'time_invalid'
            when named.typed_ended_at < named.typed_started_at then 'interval_empty'
            when named.metric is null then 'state_unknown'
            when named.metric_kind = 'sleep' then null
            when named.target_unit is null then 'unit_unknown'
            when named.typed_quantity is null then 'number_invalid'
            when named.typed_quantity < 0 then 'quantity_negative'
        end as reject_reason,
        named.source_version,
        named._source,
        named._content_id,
        named._record_number,
        named._line_number,
        named._member,
        named.event_month
    from named
    left join {{ ref('silver_household__homes') }} as homes
        on {{ holds_at('homes', 'named.typed_started_at') }}
    left join {{ ref('silver_household__people') }} as people
        on named.person_id = people.person_id
        and {{ holds_at('people', 'named.typed_started_at') }}
)

select * from silver_fitness__health_records_checked

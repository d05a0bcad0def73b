-- One row per record of Apple Health or of a tracker, with what it says of its recorder.
{{ config(materialized='ephemeral') }}

with health_records as (
    {{ current_records('bronze_apple_health__records') }}
),

tracker_records as (
    {{ current_records('bronze_trackers__records') }}
),

silver_fitness__health_records as (
    select
        person,
        record_type,
        unit,
        value,
        started_at,
        ended_at,
        source_name as recorder_name,
        {{ health_device('device', 'source_name', 'metadata') }} as recorder_device,
        time_zone,

        source_version,
        _source,
        _content_id,
        _record_number,
        _line_number,
        _member,
        event_month
    from health_records

    union all

    select
        person,
        record_type,
        unit,
        value,
        started_at,
        ended_at,
        -- Without a make, what one source holds is taken for one recorder.
        coalesce(device, _source) as recorder_name,
        coalesce(device, 'other') as recorder_device,
        cast(null as string) as time_zone,

        source_version,
        _source,
        _content_id,
        _record_number,
        _line_number,
        _member,
        event_month
    from tracker_records
)

select * from silver_fitness__health_records

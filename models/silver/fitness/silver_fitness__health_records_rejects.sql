-- One row per record of Apple Health or a tracker that cannot count, with its reason.
{{ config(materialized='months', meta=health_record_inputs()) }}

with silver_fitness__health_records_rejects as (
    select
        person_id,
        metric,
        started_at,
        reject_reason,

        _source,
        _content_id,
        _record_number,
        _line_number,
        _member,
        event_month
    from {{ ref('silver_fitness__health_records_checked') }}
    where reject_reason is not null
)

select * from silver_fitness__health_records_rejects

-- One row per record of Apple Health or a tracker that cannot count, with its reason.
{{ config(
    materialized='months',
    meta={
        'month_inputs': ['bronze_apple_health__records', 'bronze_trackers__records'],
        'whole_inputs': [
            'silver_household__people', 'silver_household__homes', 'unit_conversions',
            'health_record_types', 'sleep_states',
        ],
    },
) }}

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
        event_month
    from {{ ref('silver_fitness__health_records_checked') }}
    where reject_reason is not null
)

select * from silver_fitness__health_records_rejects

-- One row per content, month and person or account whose records it holds, whether they count or
-- not: what is to go when one of them is forgotten.
{%- set of_persons = [
    'bronze_apple_health__records',
    'bronze_apple_health__workouts',
    'bronze_apple_health__activity_summaries',
    'bronze_apple_health__correlations',
    'bronze_apple_health__workout_events',
    'bronze_trackers__records',
    'bronze_activity_files__workouts',
    'bronze_activity_files__monitoring',
    'bronze_profile__activity_days',
    'bronze_profile__sleep_nights',
] %}
{%- set of_accounts = [
    'bronze_profile__transactions',
    'bronze_ofx__transactions',
    'bronze_ofx__investment_transactions',
    'bronze_bank_statements__bookings',
] %}
{{ config(
    materialized='months',
    meta={
        'month_inputs': of_persons + of_accounts,
        'whole_inputs': ['silver_household__people', 'silver_household__accounts'],
    },
) }}

with person_records as (
    {%- for table in of_persons %}
    select distinct
        _source,
        _content_id,
        person,
        event_month
    from ({{ current_records(table) }}) as records_{{ loop.index }}
    {{ 'union' if not loop.last }}
    {%- endfor %}
),

silver_operations__content_subjects as (
    select distinct
        records._content_id,
        'person' as subject_kind,
        coalesce(person_ids.person_id, concat(records._source, '_', records.person)) as subject_id,
        records.event_month
    from person_records as records
    left join {{ ref('silver_household__person_ids') }} as person_ids
        on records.person = person_ids.native_id

    union all

    select distinct
        _content_id,
        'account' as subject_kind,
        account_id as subject_id,
        event_month
    from {{ ref('silver_finance__bookings_checked') }}
)

select * from silver_operations__content_subjects

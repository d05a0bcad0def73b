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
    'bronze_activity_files__laps',
    'bronze_activity_files__samples',
    'bronze_activity_files__monitoring',
    'bronze_profile__activity_days',
    'bronze_profile__sleep_nights',
] %}
{#- Of each table the columns that hold the account, the bank, and the day of the record. -#}
{%- set of_accounts = {
    'bronze_profile__transactions': ('account', 'null', 'booked_date'),
    'bronze_ofx__transactions': ('account_number', 'bank_id', 'booked_date'),
    'bronze_ofx__balances': ('account_number', 'bank_id', 'balance_date'),
    'bronze_ofx__investment_transactions': ('account_number', 'bank_id', 'booked_date'),
    'bronze_ofx__positions': ('account_number', 'bank_id', 'position_date'),
    'bronze_bank_statements__bookings': ('account_number', 'bank_id', 'booked_date'),
    'bronze_bank_statements__balances': ('account_number', 'bank_id', 'balance_date'),
} %}
{{ config(
    materialized='months',
    meta={
        'month_inputs': of_persons + of_accounts | list,
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

account_records as (
    {%- for table, (number, bank, day) in of_accounts.items() %}
    select distinct
        _content_id,
        {{ number }} as account_number,
        cast({{ bank }} as string) as bank_id,
        try_cast({{ day }} as date) as record_date,
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
        records._content_id,
        'account' as subject_kind,
        coalesce(
            accounts.account_id, {{ unlisted_account_id('records.account_number') }}
        ) as subject_id,
        records.event_month
    from account_records as records
    left join {{ ref('silver_household__accounts') }} as accounts
        on {{ names_account(
            'records.account_number', statement_bank_and_number(), 'records.record_date'
        ) }}
)

select * from silver_operations__content_subjects

-- Each month of each decode that counts has as many records in its table as the decode says.
{{ config(meta={'dimension': 'completeness'}) }}

with stored as (
    {%- for table_name in [
        'bronze_home_assistant__states',
        'bronze_home_assistant__statistics',
        'bronze_green_button__readings',
        'bronze_ofx__transactions',
        'bronze_ofx__balances',
        'bronze_ofx__investment_transactions',
        'bronze_ofx__positions',
        'bronze_bank_statements__bookings',
        'bronze_bank_statements__balances',
        'bronze_profile__meter_readings',
        'bronze_profile__activity_days',
        'bronze_profile__transactions',
        'bronze_profile__sleep_nights',
        'bronze_profile__climate_days',
        'bronze_profile__market_prices',
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
        'bronze_household__settings',
        'bronze_household__people',
        'bronze_household__rooms',
        'bronze_household__sensors',
        'bronze_household__meters',
        'bronze_household__accounts',
        'bronze_household__category_rules',
        'bronze_household__corrections',
        'bronze_household__annotations',
        'bronze_household__tariffs',
        'bronze_household__holidays',
        'bronze_household__rates',
        'bronze_household__budgets',
        'bronze_household__source_priorities',
        'bronze_operations__rejects',
    ] %}
    select
        '{{ table_name }}' as table_name,
        _content_id as content_id,
        _decode_id as decode_id,
        event_month as event_month_key,
        count(*) as count_stored
    from {{ ref(table_name) }}
    where {{ months_to_check() }}
    group by _content_id, _decode_id, event_month
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    decodes.table_name,
    decodes.content_id,
    decodes.decode_id,
    decodes.event_month_key,
    decodes.count_records as count_said,
    coalesce(stored.count_stored, 0) as count_stored
from {{ ref('bronze_operations__decoded_months') }} as decodes
left join stored
    on decodes.table_name = stored.table_name
    and decodes.content_id = stored.content_id
    and decodes.decode_id = stored.decode_id
    and decodes.event_month_key = stored.event_month_key
where
    {{ months_to_check('decodes.event_month_key') }}
    and decodes.count_records <> coalesce(stored.count_stored, 0)

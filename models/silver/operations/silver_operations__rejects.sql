-- One row per record that does not count, from decoding or from the checks of silver, with its
-- reason.
with decode_rejects as (
    {{ current_records('bronze_operations__rejects') }}
),

silver_rejects as (
    {%- for table_name in [
        'silver_home__meter_intervals_rejects',
        'silver_home__sensor_states_rejects',
        'silver_home__climate_days_rejects',
        'silver_home__market_prices_rejects',
        'silver_home__sensor_hours_rejects',
        'silver_fitness__activity_days_rejects',
        'silver_fitness__health_records_rejects',
        'silver_fitness__sleep_nights_rejects',
        'silver_finance__bookings_rejects',
    ] %}
    select
        '{{ table_name }}' as table_name,
        reject_reason,
        _source,
        _content_id,
        _record_number,
        _line_number,
        _member
    from {{ ref(table_name) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

silver_operations__rejects as (
    select
        'bronze' as layer,
        table_name,
        reason,
        message,
        raw_text,

        _source as source_name,
        _content_id,
        _record_number,
        _line_number,
        _member
    from decode_rejects

    union all

    select
        'silver' as layer,
        rejects.table_name,
        rejects.reject_reason as reason,
        concat(reasons.meaning, '. ', reasons.remedy) as message,
        cast(null as string) as raw_text,

        rejects._source as source_name,
        rejects._content_id,
        rejects._record_number,
        rejects._line_number,
        rejects._member
    from silver_rejects as rejects
    left join {{ ref('silver_reject_reasons') }} as reasons
        on rejects.reject_reason = reasons.reason
)

select * from silver_operations__rejects

-- One row per interval of a meter with a tariff that more than one file stated, and quantity that
-- was known of it for a time.
{{ config(
    materialized='months',
    meta=meter_reading_inputs(whole_inputs=['silver_household__tariffs']),
) }}

{%- set register = ['meter_id', 'commodity', 'flow', 'register_id'] %}
{%- set key = 'started_at, ' ~ register | join(', ') %}

with filed as (
    select
        readings.*,
        timestamp_seconds(files.ingestion_timestamp) as delivered_at
    from {{ ref('silver_home__meter_readings_checked') }} as readings
    left semi join {{ ref('silver_household__tariffs') }} as tariffs
        on readings.meter_id = tariffs.meter_id and readings.flow = tariffs.flow
    inner join {{ ref('bronze_operations__files') }} as files
        on readings._content_id = files.content_id
    where readings.reject_reason is null and not readings.is_cumulative
),

-- Most intervals are in one file: the rest is about the few others.
several as (
    select * from (
        select
            *,
            min(_content_id) over (partition by {{ key }})
            <> max(_content_id) over (partition by {{ key }}) as is_in_several_files
        from ({{ with_rivals('filed', ['started_at'], within=register) }}) as ranked
        where _has_rivals
    ) as stated
    where is_in_several_files
),

readings as (
    select
        *,
        row_number() over (
            partition by {{ key }}
            order by source_version desc, _content_id desc, _record_number desc
        ) as final_rank
    from several
),

-- What counted when it came: nothing better was there.
counted as (
    select * from (
        select
            *,
            min(final_rank) over (
                partition by {{ key }} order by delivered_at
                range between unbounded preceding and current row
            ) as best_rank
        from readings
    ) as ranked
    where final_rank = best_rank
),

compared as (
    select
        *,
        not lag(quantity) over (partition by {{ key }} order by delivered_at) <=> quantity
            as is_new,
        count(*) over (partition by {{ key }}) as count_statements
    from counted
),

versions as (
    select
        *,
        {{ until_next('delivered_at', key) }} as known_until_at
    from compared
    where is_new and count_statements > 1
),

silver_home__interval_versions as (
    select
        meter_id,
        commodity,
        flow,
        register_id,

        quantity,

        started_at,
        ended_at,
        to_date(from_utc_timestamp(started_at, time_zone)) as usage_date,
        time_zone,
        delivered_at as known_from_at,
        known_until_at,

        _content_id,
        _record_number,
        event_month
    from versions
)

select * from silver_home__interval_versions

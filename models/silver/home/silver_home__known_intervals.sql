-- One row per interval of a meter with a tariff as it is known now, and as it was known before each
-- revision of its month.
{{ config(materialized='ephemeral') }}

{%- set columns = [
    'meter_id', 'commodity', 'flow', 'register_id', 'quantity', 'started_at', 'ended_at',
    'usage_date', 'time_zone',
] | join(', ') %}

with metered as (
    select
        intervals.*,
        timestamp_seconds(files.ingestion_timestamp) as delivered_at
    from {{ ref('silver_home__meter_intervals') }} as intervals
    left semi join {{ ref('silver_household__tariffs') }} as tariffs
        on intervals.meter_id = tariffs.meter_id and intervals.flow = tariffs.flow
    left join {{ ref('bronze_operations__files') }} as files
        on intervals._content_id = files.content_id
    where {{ month_filter('intervals.event_month', reach=1) }}
),

intervals as (
    select
        {{ columns }},
        is_from_register,
        delivered_at,
        {{ known_now() }} as replaced_at
    from metered
),

versions as (
    select
        {{ columns }},
        false as is_from_register,
        known_from_at as delivered_at,
        known_until_at as replaced_at
    from {{ ref('silver_home__interval_versions') }}
    where {{ month_filter('event_month', reach=1) }}
),

-- What one file stated, and what followed each other where more did.
stated as (
    select intervals.*
    from intervals
    left anti join versions
        on intervals.meter_id = versions.meter_id
        and intervals.commodity = versions.commodity
        and intervals.flow = versions.flow
        and intervals.register_id = versions.register_id
        and intervals.started_at = versions.started_at
        and not intervals.is_from_register
    union all
    select * from versions
),

revisions as (
    select
        meter_id,
        flow,
        bill_month,
        concat(array({{ known_now() }}), collect_list(known_until_at)) as moments
    from {{ ref('silver_home__cost_revisions') }}
    group by meter_id, flow, bill_month
),

known as (
    select
        stated.*,
        explode(
            filter(
                coalesce(revisions.moments, array({{ known_now() }})),
                moment -> stated.replaced_at >= moment
                and (moment = {{ known_now() }} or stated.delivered_at < moment)
            )
        ) as known_until_at
    from stated
    left join revisions
        on stated.meter_id = revisions.meter_id
        and stated.flow = revisions.flow
        and date_format(stated.usage_date, 'yyyy-MM') = revisions.bill_month
),

silver_home__known_intervals as (
    select
        meter_id,
        commodity,
        flow,
        register_id,
        quantity,
        is_from_register,
        started_at,
        ended_at,
        usage_date,
        time_zone,
        delivered_at,
        known_until_at
    from known
)

select * from silver_home__known_intervals

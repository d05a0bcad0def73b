-- No register counts a moment twice: an interval ends before the next one starts.
-- Warns: files with intervals of different length overlap. Over 100000 it would be our rule.
{{ config(warn_if='> 0', error_if='> 100000', meta={'dimension': 'uniqueness'}) }}

with neighbours as (
    select
        meter_id,
        commodity,
        flow,
        register_id,
        started_at,
        ended_at,
        lead(started_at) over (
            partition by meter_id, commodity, flow, register_id order by started_at
        ) as next_started_at,
        _content_id,
        _record_number
    from {{ ref('silver_home__meter_intervals') }}
    where {{ months_to_check(reach=1) }}
)

select
    meter_id,
    commodity,
    flow,
    register_id,
    started_at,
    ended_at,
    next_started_at,
    _content_id,
    _record_number
from neighbours
where ended_at > next_started_at

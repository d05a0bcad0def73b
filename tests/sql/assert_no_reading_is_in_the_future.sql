-- Nothing was measured after the as-of moment.
-- Warns: a device with a wrong clock writes such files. Over 100000 the as-of moment is wrong.
{{ config(warn_if='> 0', error_if='> 100000', meta={'dimension': 'validity'}) }}

select
    entity_id as measured_by,
    changed_at as measured_at,
    _content_id,
    _record_number
from {{ ref('silver_home__sensor_states') }}
where changed_at > {{ as_of() }}

union all

select
    meter_id as measured_by,
    ended_at as measured_at,
    _content_id,
    _record_number
from {{ ref('silver_home__meter_intervals') }}
where ended_at > {{ as_of() }}

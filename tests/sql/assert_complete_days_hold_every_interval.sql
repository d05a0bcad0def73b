-- A day of even intervals is complete exactly when it holds as many as its length in seconds fits.
{{ config(meta={'dimension': 'completeness'}) }}

select
    usage_date,
    meter_id,
    commodity,
    flow,
    count_intervals,
    count_expected_intervals,
    is_complete
from {{ ref('daily_meter_usage') }}
where
    count_expected_intervals is not null
    and is_complete <> (count_intervals >= count_expected_intervals)

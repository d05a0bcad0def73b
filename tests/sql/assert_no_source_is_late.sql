-- Every source is heard from in its own rhythm.
-- Warns: only the household can bring a new file. Over 1000 late sources it would be our rule.
{{ config(warn_if='> 0', error_if='> 1000', meta={'dimension': 'timeliness'}) }}

select
    source_name,
    covered_until_at,
    age_days,
    longest_gap_days
from {{ ref('silver_operations__source_freshness') }}
where freshness = 'late'

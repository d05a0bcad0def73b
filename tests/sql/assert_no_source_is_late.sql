-- Every source is heard from in its own rhythm.
-- Warns: only the household can bring a new file. No household has over 1000 sources: then it is our rule.
{{ config(warn_if='> 0', error_if='> 1000') }}

select * from {{ ref('silver_operations__source_freshness') }}
where freshness = 'late'

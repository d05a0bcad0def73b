-- Every source that told of a time before the as-of moment stands in the list of the morning.
select
    freshness.source_name,
    freshness.freshness,
    sources.freshness as freshness_in_the_list
from {{ ref('silver_operations__source_freshness') }} as freshness
left join {{ ref('morning_sources') }} as sources on freshness.source_name = sources.source_name
where not freshness.freshness <=> sources.freshness

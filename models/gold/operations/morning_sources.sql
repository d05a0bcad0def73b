-- One row per source: until when it tells, whether it is late, and which days it left out.
with morning_sources as (
    select
        freshness.source_name,

        freshness.freshness,
        freshness.count_files,
        told.is_daily,
        told.count_days_left_out,

        freshness.covered_until_at,
        freshness.late_at,
        told.told_until_date,
        told.last_left_out_date
    from {{ ref('silver_operations__source_freshness') }} as freshness
    inner join {{ ref('silver_operations__source_days_told') }} as told
        on freshness.source_name = told.source_name
)

select * from morning_sources

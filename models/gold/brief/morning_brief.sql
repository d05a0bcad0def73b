-- One row per tile of the morning: what a person looks at first.
with tiles as (
    select * from {{ ref('brief_tiles_home') }}
    union all
    select * from {{ ref('brief_tiles_fitness') }}
    union all
    select * from {{ ref('brief_tiles_finance') }}
    union all
    select * from {{ ref('brief_tiles_outlook') }}
    union all
    select * from {{ ref('brief_tiles_sources') }}
    union all
    select * from {{ ref('brief_tiles_trust') }}
),

morning_brief as (
    select
        {{ as_of_date() }} as brief_date,
        tile_id,

        domain,
        title,
        value,
        unit,
        comparison,
        status,

        {{ as_of() }} as as_of_at
    from tiles
)

select * from morning_brief

-- The newest day of a trend is what its tile shows.
with newest as (
    select
        tile_id,
        max_by(value, trend_date) as value,
        max(trend_date) as newest_date
    from {{ ref('morning_trends') }}
    group by tile_id
)

select
    tiles.tile_id,
    tiles.value as value_of_tile,
    newest.value as value_of_trend,
    newest.newest_date
from {{ ref('morning_brief') }} as tiles
inner join newest on tiles.tile_id = newest.tile_id
where tiles.value is not null and not tiles.value <=> cast(newest.value as decimal(18, 2))

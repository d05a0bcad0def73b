-- One row per tile of the home: yesterday's use of each meter, what all of them cost, yesterday's
-- climate of each room, and where mould may grow.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with metrics as (
    {{ home_day_metrics() }}
),

-- Source: ISO 13788:2012: mould grows where a month's mean at the wall is 80 % or more.
mould as (
    select
        concat('mould_', room_id) as tile_id,
        concat('Humidity at the coldest corner in 28 days, ', room_id) as title,
        '%' as unit,
        cast(avg(corner_humidity_percent) as decimal(18, 2)) as value,
        'mould grows from 80' as comparison,
        case
            when round(avg(corner_humidity_percent), 6) >= 80 then 'watch' else 'good'
        end as status
    from {{ ref('daily_room_comfort') }}
    where
        climate_date between date_sub({{ as_of_date() }}, 28) and date_sub({{ as_of_date() }}, 1)
        and corner_humidity_percent is not null
    group by room_id
    having count(*) >= 7
),

brief_tiles_home as (
    select 'home' as domain, tiles.* from ({{ yesterday_tiles('metrics') }}) as tiles
    union all
    select 'home' as domain, mould.* from mould
)

select * from brief_tiles_home

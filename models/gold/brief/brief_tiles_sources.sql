-- One row per tile of the sources: which are late, which do not tell of yesterday and until when
-- they do, and which days they left out.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with late as (
    select
        'late_sources' as tile_id,
        'Sources that are late' as title,
        count(case when freshness = 'late' then 1 end) as value,
        coalesce(
            array_join(
                sort_array(collect_list(case when freshness = 'late' then source_name end)), ', '
            ),
            ''
        ) as comparison,
        count(case when freshness = 'late' then 1 end) = 0 as is_good
    from {{ ref('silver_operations__source_freshness') }}
),

told as (
    select
        *,
        told_until_date < date_sub({{ as_of_date() }}, 1) as is_behind,
        -- As long ago as what the other tiles compare yesterday with; that a month is left out is
        -- seen when the next one comes.
        coalesce(
            last_left_out_date
            >= date_sub({{ as_of_date() }}, case when is_daily then 29 else 62 end),
            false
        ) as is_recent
    from {{ ref('silver_operations__source_days_told') }}
),

-- Not every source tells of every day: that a daily one does not is to be looked after.
behind as (
    select
        'sources_behind' as tile_id,
        'Sources that do not tell of yesterday' as title,
        count(case when is_behind then 1 end) as value,
        coalesce(
            array_join(sort_array(collect_list(case
                when is_behind
                    then concat(source_name, ' until ', cast(told_until_date as string))
            end)), ', '),
            ''
        ) as comparison,
        count(case when is_behind and is_daily then 1 end) = 0 as is_good
    from told
),

left_out as (
    select
        'days_left_out' as tile_id,
        'Days that sources left out' as title,
        coalesce(sum(count_days_left_out), 0) as value,
        coalesce(
            array_join(sort_array(collect_list(case
                when count_days_left_out > 0 then concat(
                    source_name, ' ', cast(count_days_left_out as string),
                    ', the last ', cast(last_left_out_date as string)
                )
            end)), '; '),
            ''
        ) as comparison,
        count(case when is_recent then 1 end) = 0 as is_good
    from told
),

tiles as (
    select * from late
    union all
    select * from behind
    union all
    select * from left_out
),

brief_tiles_sources as (
    {{ trust_tiles('tiles', 'is_good') }}
)

select * from brief_tiles_sources

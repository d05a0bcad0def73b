-- One row per version of the household's tariffs that could be read, and when it was the last one.
{{ config(materialized='ephemeral') }}

with versions as (
    select
        files.content_id as _content_id,
        files.decode_id as _decode_id,
        timestamp_seconds(files.ingestion_timestamp) as delivered_at,
        counting.content_id is not null as is_current
    from {{ ref('bronze_operations__files') }} as files
    left semi join {{ ref('bronze_household__tariffs') }} as records
        on files.content_id = records._content_id
    left join {{ ref('bronze_operations__decoded_months') }} as counting
        on files.content_id = counting.content_id
        and files.decode_id = counting.decode_id
        and counting.table_name = 'bronze_household__tariffs'
    where files.state in ('decoded', 'replaced')
),

silver_household__tariff_versions as (
    select
        _content_id,
        _decode_id,

        -- One that was taken back to is the last one, though it came first.
        case when is_current then max(delivered_at) over () else delivered_at end as known_from_at,
        coalesce(
            lead(delivered_at) over (order by is_current, delivered_at),
            {{ known_now() }}
        ) as known_until_at,
        is_current
    from versions
)

select * from silver_household__tariff_versions

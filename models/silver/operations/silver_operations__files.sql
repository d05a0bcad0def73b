-- One row per content that ever landed: where it lies, what became of it, and how many records it
-- holds.
with silver_operations__files as (
    select
        content_id,
        source as source_name,
        source_key,
        raw_path,

        state as file_state,
        reason,
        message,
        decoder,
        decode_id,
        file_size_bytes,
        count_records,
        count_rejects,
        count_occurrences,

        try_cast(ingestion_date as date) as ingestion_date,
        timestamp_seconds(ingestion_timestamp) as ingested_at,
        try_cast(committed_at as timestamp) as committed_at,
        try_cast(coverage_started_at as timestamp) as coverage_started_at,
        try_cast(coverage_ended_at as timestamp) as coverage_ended_at
    from {{ ref('bronze_operations__files') }}
)

select * from silver_operations__files

-- One row per file and attempt to ingest it.
with silver_operations__outcomes as (
    select
        run_id,
        path as source_key,
        content_id,
        source as source_name,

        outcome,
        reason,
        message,
        count_records,
        count_rejects,

        try_cast(attempted_at as timestamp) as attempted_at
    from {{ ref('bronze_operations__outcomes') }}
)

select * from silver_operations__outcomes

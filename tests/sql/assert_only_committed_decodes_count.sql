-- A decode counts only as the committed one of its content, with the counts that its commit has.
with decodes as (
    select
        *,
        table_name = 'bronze_operations__rejects' as is_reject
    from {{ ref('bronze_operations__decoded_months') }}
),

counted as (
    select
        content_id,
        decode_id,
        sum(case when is_reject then 0 else count_records end) as count_records,
        sum(case when is_reject then count_records else 0 end) as count_rejects
    from decodes
    group by content_id, decode_id
)

select
    counted.content_id,
    counted.decode_id,
    files.source_key,
    files.file_state,
    files.decode_id as committed_decode_id,
    counted.count_records,
    files.count_records as count_records_committed,
    counted.count_rejects,
    files.count_rejects as count_rejects_committed
from counted
left join {{ ref('silver_operations__files') }} as files on counted.content_id = files.content_id
where
    not coalesce(
        files.file_state = 'decoded'
        and files.decode_id = counted.decode_id
        and files.count_records = counted.count_records
        and files.count_rejects = counted.count_rejects,
        false
    )

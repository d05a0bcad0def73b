-- Every file that is not read says why and what to do about it, so that nothing disappears.
{{ config(meta={'dimension': 'completeness'}) }}

select
    content_id,
    source_key,
    file_state,
    reason,
    message
from {{ ref('silver_operations__files') }}
where file_state = 'quarantined' and (reason is null or message is null)

-- One row per transaction of the last two years that is no own transfer, with the words of payee
-- and purpose, and its direction as one more.
{{ config(materialized='ephemeral') }}

with silver_finance__category_documents as (
    select
        transaction_id,
        account_id,
        category,
        category <> 'uncategorised' as is_labelled,
        array_distinct(concat(
            array(case when amount > 0 then '+' else '-' end),
            filter(
                split(lower(concat_ws(' ', counterparty, description)), '[^\\p{L}]+'),
                word -> length(word) >= 3
            )
        )) as words,
        _content_id,
        _record_number
    from {{ ref('silver_finance__transactions') }}
    where
        not is_own_transfer
        and booked_date between add_months({{ as_of_date() }}, -24) and {{ as_of_date() }}
)

select * from silver_finance__category_documents

-- One row per tile of trust: what looks wrong, files that need a person, records left out, missing
-- rates.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with quarantine as (
    select
        'quarantined_files' as tile_id,
        'Files in quarantine' as title,
        count(*) as value,
        'daybook status names the remedy for each' as comparison
    from {{ ref('silver_operations__files') }}
    where file_state = 'quarantined'
),

rejects as (
    select
        'rejected_records' as tile_id,
        'Records left out' as title,
        count(*) as value,
        coalesce(array_join(sort_array(collect_set(reason)), ', '), '') as comparison
    from {{ ref('silver_operations__rejects') }}
),

rates as (
    select
        'missing_rates' as tile_id,
        'Transactions without a rate to the home currency' as title,
        count(*) as value,
        coalesce(array_join(sort_array(collect_set(transactions.currency_code)), ', '), '')
            as comparison
    from {{ ref('silver_finance__transactions') }} as transactions
    cross join {{ ref('silver_household__settings') }} as household
    where transactions.currency_code <> household.currency_code
),

findings as (
    select
        'findings' as tile_id,
        'Things that look wrong' as title,
        count(*) as value,
        coalesce(array_join(sort_array(collect_set(subject)), ', '), '') as comparison
    from {{ ref('silver_operations__findings') }}
),

counts as (
    select * from findings
    union all
    select * from quarantine
    union all
    select * from rejects
    union all
    select * from rates
),

brief_tiles_trust as (
    {{ trust_tiles('counts', 'value = 0') }}
)

select * from brief_tiles_trust

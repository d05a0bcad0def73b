-- One row per id by which files may name a person: the person's own, and those that the household
-- lists.
{{ config(materialized='ephemeral') }}

with silver_household__person_ids as (
    select distinct
        person_id,
        explode(array_distinct(concat(array(person_id), coalesce(native_ids, array()))))
            as native_id
    from {{ ref('silver_household__people') }}
)

select * from silver_household__person_ids

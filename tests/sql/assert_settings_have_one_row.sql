-- The household has exactly one time zone and one home currency: every model joins to that one row.
{{ config(meta={'dimension': 'uniqueness'}) }}

select count(*) as count_rows
from {{ ref('silver_household__settings') }}
having count(*) <> 1

-- Nothing looks wrong: signs, zones, accounts and corrections fit together.
-- Warns: only a person can tell. Over 10000 findings a rule of ours is wrong.
{{ config(warn_if='> 0', error_if='> 10000', meta={'dimension': 'validity'}) }}

select
    domain,
    finding,
    subject,
    message
from {{ ref('silver_operations__findings') }}

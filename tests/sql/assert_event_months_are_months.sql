-- Every partition of decoded records is a month, or `none` for records without a time.
{{ config(meta={'dimension': 'validity'}) }}

select distinct
    table_name,
    event_month_key
from {{ ref('bronze_operations__decoded_months') }}
where not event_month_key rlike '^([0-9]{4}-(0[1-9]|1[0-2])|none)$'

-- One row: where the household lives at the as-of moment, its time zone and home currency.
with silver_household__settings as (
    select
        time_zone,
        currency_code,

        _content_id,
        _record_number
    from {{ ref('silver_household__homes') }}
    where {{ as_of() }} >= valid_from_at and {{ as_of() }} < valid_to_at
)

select * from silver_household__settings

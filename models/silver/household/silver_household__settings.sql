-- One row: the household's time zone and home currency.
with records as (
    {{ current_records('bronze_household__settings') }}
),

silver_household__settings as (
    select
        time_zone,
        currency as currency_code,

        _content_id,
        _record_number
    from records
)

select * from silver_household__settings

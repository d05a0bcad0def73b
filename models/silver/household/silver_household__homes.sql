-- One row per period in which the household lived in one time zone with one home currency.
with records as (
    {{ current_records('bronze_household__settings') }}
),

periods as (
    select
        time_zone,
        currency as currency_code,

        {{ valid_from_date('valid_from') }} as valid_from_date,
        {{ valid_from_at('valid_from', 'time_zone') }} as valid_from_at,

        _content_id,
        _record_number
    from records
),

silver_household__homes as (
    select
        time_zone,
        currency_code,

        valid_from_date,
        {{ until_next('valid_from_date') }} as valid_to_date,
        valid_from_at,
        {{ until_next('valid_from_at') }} as valid_to_at,

        _content_id,
        _record_number
    from periods
)

select * from silver_household__homes

-- One row per period in which the household lived in one time zone with one home currency.
with records as (
    {{ current_records('bronze_household__settings') }}
),

periods as (
    select
        time_zone,
        currency as currency_code,

        {{ valid_from_date('valid_from') }} as valid_from_date,

        _content_id,
        _record_number
    from records
),

placed as (
    select
        *,
        {{ valid_from_at('valid_from_date', 'time_zone') }} as valid_from_at
    from periods
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
    from placed
)

select * from silver_household__homes

-- One row per day that tariffs price as a Sunday.
with records as (
    {{ current_records('bronze_household__holidays') }}
),

silver_household__holidays as (
    select
        try_cast(holiday_date as date) as holiday_date,
        max(name) as holiday_name
    from records
    group by try_cast(holiday_date as date)
)

select * from silver_household__holidays

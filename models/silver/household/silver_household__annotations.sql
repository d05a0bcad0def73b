-- One row per note of a known cause for unusual values of a metric, as it was written last.
with records as (
    {{ current_records('bronze_household__annotations') }}
),

silver_household__annotations as (
    select distinct
        metric_id,
        cause,
        try_cast(date_from as date) as date_from,
        -- Without an end the cause is there to stay.
        try_cast(date_to as date) as date_to
    from records
)

select * from silver_household__annotations

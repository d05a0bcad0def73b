-- One row per two readings of a register that follow each other: what flowed between them.
-- Built whole, since the next reading may be any time away. Where the register shows less than
-- before (it was replaced or reset) what flowed is not known, and `quantity` is null.
with readings as (
    select
        *,
        lead(register_state) over (
            partition by meter_id, commodity, flow, register_id order by read_at
        ) as next_state,
        lead(read_at) over (
            partition by meter_id, commodity, flow, register_id order by read_at
        ) as next_read_at
    from {{ ref('silver_home__register_readings') }}
),

silver_home__register_intervals as (
    select
        meter_id,
        commodity,
        flow,
        register_id,

        -- A register has few decimals: rounding takes away what subtracting doubles leaves behind.
        case when next_state >= register_state then round(next_state - register_state, 9) end
            as quantity,
        unit,
        read_at as started_at,
        next_read_at as ended_at,
        time_zone,
        is_time_zone_assumed,

        _source,
        _content_id,
        _record_number,
        event_month
    from readings
    where next_read_at is not null
)

select * from silver_home__register_intervals

-- One row per two readings of a register that follow each other: what flowed between them.
-- Built whole, since the next reading may be any time away. Where the register shows less than
-- before or another meter came, what flowed is not known, and `quantity` is null.
with readings as (
    select
        *,
        lead(register_state) over by_time as next_state,
        lead(read_at) over by_time as next_read_at,
        lead(native_id) over by_time as next_native_id
    from {{ ref('silver_home__register_readings') }}
    window
        by_time as (partition by meter_id, commodity, flow, register_id order by read_at)
),

compared as (
    select
        readings.*,
        own.rollover_quantity,
        -- Two sources may name one meter by two ids: only one that no longer holds is another.
        not readings.next_native_id <=> readings.native_id and same.meter_id is null as is_replaced
    from readings
    left join {{ ref('silver_household__meters') }} as own
        on readings.meter_id = own.meter_id
        and readings.meter_id = own.native_id
        and {{ holds_at('own', 'readings.read_at') }}
    left join {{ ref('silver_household__meters') }} as same
        on readings.meter_id = same.meter_id
        and readings.native_id = same.native_id
        and {{ holds_at('same', 'readings.next_read_at') }}
    where readings.next_read_at is not null
),

silver_home__register_intervals as (
    select
        meter_id,
        commodity,
        flow,
        register_id,
        is_replaced,

        -- A register has few decimals: rounding takes away what subtracting doubles leaves behind.
        round(
            case
                when is_replaced then null
                when next_state >= register_state then next_state - register_state
                -- A register that falls by more than half of what it can show counted on from zero.
                when
                    rollover_quantity > register_state
                    and register_state - next_state > rollover_quantity / 2
                    then rollover_quantity - register_state + next_state
            end, 9
        ) as quantity,
        unit,
        read_at as started_at,
        next_read_at as ended_at,
        time_zone,
        is_time_zone_assumed,

        _source,
        _content_id,
        _record_number,
        event_month
    from compared
)

select * from silver_home__register_intervals

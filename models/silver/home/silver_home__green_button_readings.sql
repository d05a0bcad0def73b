-- One row per interval reading of a Green Button feed, in the words of a meter file; null where a
-- reading cannot be put into them.
{{ config(materialized='ephemeral') }}

with readings as (
    {{ current_records('bronze_green_button__readings') }}
),

meant as (
    select
        readings.*,
        services.meaning as meant_service_kind,
        commodities.meaning as meant_commodity,
        flows.meaning as meant_flow_direction,
        kinds.meaning as meant_accumulation_behaviour,
        units.meaning as meant_uom,
        try_cast(readings.started_at as timestamp) as typed_started_at,
        try_cast(readings.started_at as timestamp)
        + make_dt_interval(0, 0, 0, try_cast(readings.duration_seconds as bigint))
            as typed_ended_at
    from readings
    left join {{ ref('green_button_codes') }} as services
        on services.code_list = 'service_kind' and readings.service_kind = services.code
    left join {{ ref('green_button_codes') }} as commodities
        on commodities.code_list = 'commodity' and readings.commodity = commodities.code
    left join {{ ref('green_button_codes') }} as flows
        on flows.code_list = 'flow_direction' and readings.flow_direction = flows.code
    left join {{ ref('green_button_codes') }} as kinds
        on kinds.code_list = 'accumulation_behaviour'
        and readings.accumulation_behaviour = kinds.code
    left join {{ ref('green_button_codes') }} as units
        on units.code_list = 'uom' and readings.uom = units.code
),

-- A bill and many a feed of one direction leave the codes out: what is delivered, interval by
-- interval.
spoken as (
    select
        *,
        case when commodity is null then meant_service_kind else meant_commodity end
            as spoken_commodity,
        case when flow_direction is null then 'import' else meant_flow_direction end as spoken_flow,
        case
            when uom is not null and meant_uom is null then null
            when accumulation_behaviour is null then 'interval'
            else meant_accumulation_behaviour
        end as spoken_reading
    from meant
),

silver_home__green_button_readings as (
    select
        usage_point as meter,
        spoken_commodity as commodity,
        spoken_flow as flow,
        concat_ws(' ', concat('tou ', tou), concat('tier ', consumption_tier)) as register,
        spoken_reading as reading,

        -- Some providers write what flowed back as less than nothing.
        case when spoken_flow = 'export' then regexp_replace(value, '^-', '') else value end
            as quantity,
        power(10, coalesce(try_cast(power_of_ten_multiplier as int), 0)) as scale,
        meant_uom as unit,

        -- A register shows its state at the end of the interval.
        case
            when spoken_reading = 'cumulative' then coalesce(typed_ended_at, typed_started_at)
            else typed_started_at
        end as started_at,
        coalesce(typed_ended_at, case when spoken_reading = 'cumulative' then typed_started_at end)
            as ended_at,
        false as is_time_zone_assumed,

        source_version,
        _source,
        _content_id,
        _record_number,
        _line_number,
        _member,
        event_month
    from spoken
)

select * from silver_home__green_button_readings

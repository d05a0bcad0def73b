-- One row per price of use and stretch of the clock in which no price of its component begins or
-- ends. A last band without a price catches what no other fits; component '' is the sheet itself.
{{ config(materialized='ephemeral') }}

{%- set of_price = [
    'meter_id', 'flow', 'known_from_at', 'known_until_at', 'valid_from_date', 'valid_to_date',
    'component', 'band_number', 'register_id', 'days', 'season_from', 'season_to', 'market',
    'price', 'is_per_kilowatt_hour', 'usage_from', 'usage_to',
] | join(', ') %}

with prices as (
    select
        *,
        charge = 'per_kilowatt_hour' as is_per_kilowatt_hour
    from {{ ref('silver_household__tariffs') }}
    where charge in ('per_unit', 'per_kilowatt_hour', 'market')
),

catch_all as (
    {%- for component, relation, band, price in [
        ('component', 'prices', '9007199254740991', 'null'),
        ("''", ref('silver_household__tariffs'), '0', '0'),
    ] %}
    select distinct
        meter_id,
        flow,
        known_from_at,
        known_until_at,
        valid_from_date,
        valid_to_date,
        {{ component }} as component,
        cast({{ band }} as bigint) as band_number,
        cast(null as string) as register_id,
        '1234567' as days,
        '01-01' as season_from,
        '12-31' as season_to,
        cast(null as string) as market,
        cast({{ price }} as decimal(19, 10)) as price,
        false as is_per_kilowatt_hour,
        cast(0 as decimal(18, 9)) as usage_from,
        cast(null as decimal(18, 9)) as usage_to,
        0 as part_from,
        86400 as part_to
    from {{ relation }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- A span over midnight goes on in the morning.
parts as (
    select {{ of_price }}, part_from, part_to from catch_all
    union all
    select
        {{ of_price }},
        from_second as part_from,
        case when to_second > from_second then to_second else 86400 end as part_to
    from prices
    union all
    select {{ of_price }}, 0 as part_from, to_second as part_to from prices
    where to_second < from_second and to_second > 0
),

edges as (
    {%- for edge in ['part_from', 'part_to'] %}
    select known_until_at, meter_id, flow, valid_from_date, component, {{ edge }} as edge from parts
    {{ 'union' if not loop.last }}
    {%- endfor %}
),

stretches as (
    select
        *,
        lead(edge) over (
            partition by known_until_at, meter_id, flow, valid_from_date, component
            order by edge
        ) as next_edge
    from edges
),

silver_home__tariff_windows as (
    select
        parts.*,
        stretches.edge as window_from,
        stretches.next_edge as window_to
    from parts
    inner join stretches
        on parts.known_until_at = stretches.known_until_at
        and parts.meter_id = stretches.meter_id
        and parts.flow = stretches.flow
        and parts.valid_from_date = stretches.valid_from_date
        and parts.component = stretches.component
        and parts.part_from <= stretches.edge
        and parts.part_to >= stretches.next_edge
)

select * from silver_home__tariff_windows

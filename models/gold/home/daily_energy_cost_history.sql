-- One row per local day, meter, commodity and flow with a tariff and time for which one cost of it
-- was known.
with days as (
    select
        *,
        greatest(
            known_from_at,
            lag(known_until_at) over (
                partition by usage_date, meter_id, commodity, flow order by known_until_at
            )
        ) as stated_from_at
    from {{ ref('silver_home__bill_days') }}
    where is_metered and tariff_id is not null
),

-- A revision of one day leaves most others of its month as they were.
compared as (
    select
        *,
        lag(struct(exact_energy_amount, exact_standing_amount, tariff_id)) over same_day
        <=> struct(exact_energy_amount, exact_standing_amount, tariff_id) as is_same
    from days
    window
        same_day as (
            partition by usage_date, meter_id, commodity, flow order by known_until_at
        )
),

changes as (
    select
        *,
        lead(stated_from_at) over (
            partition by usage_date, meter_id, commodity, flow order by known_until_at
        ) as next_from_at
    from compared
    where not is_same
),

daily_energy_cost_history as (
    select
        changes.usage_date,
        changes.meter_id,
        changes.commodity,
        changes.flow,

        cast(changes.exact_energy_amount as decimal(18, 6)) as energy_cost_amount,
        cast(changes.exact_standing_amount as decimal(18, 6)) as standing_charge_amount,
        cast(changes.exact_energy_amount + changes.exact_standing_amount as decimal(18, 6))
            as total_cost_amount,
        coalesce(changes.currency_code, homes.currency_code) as currency_code,
        changes.tariff_id,

        changes.stated_from_at as known_from_at,
        changes.next_from_at as known_until_at
    from changes
    left join {{ ref('silver_household__homes') }} as homes
        on {{ holds_on('homes', 'changes.usage_date') }}
)

select * from daily_energy_cost_history

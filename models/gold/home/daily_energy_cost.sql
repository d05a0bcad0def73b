-- One row per local day, meter, commodity and flow with a tariff: what it cost, as known now.
-- Standing charges run from the first day with a reading to yesterday, read or not.
with exact as (
    select
        days.usage_date,
        days.meter_id,
        days.commodity,
        days.flow,
        days.bill_month,
        days.exact_energy_amount as energy_amount,
        days.exact_standing_amount as standing_amount,
        coalesce(days.currency_code, homes.currency_code) as currency_code,
        days.tariff_id,
        not days.is_metered or days.exact_energy_amount is not null as is_priced
    from {{ ref('silver_home__bill_days') }} as days
    left join {{ ref('silver_household__homes') }} as homes
        on {{ holds_on('homes', 'days.usage_date') }}
    where days.known_until_at = {{ known_now() }}
),

-- Days are rounded so that those of a month add up to its bill: what the month has cost by the end
-- of a day, to the cent, less what it had cost before.
billed as (
    select
        *,
        round(round(sum(energy_amount) over so_far, 9), 2)
        - coalesce(round(round(sum(energy_amount) over before, 9), 2), 0) as energy_cents,
        round(round(sum(standing_amount) over so_far, 9), 2)
        - coalesce(round(round(sum(standing_amount) over before, 9), 2), 0) as standing_cents
    from exact
    window
        so_far as (
            partition by meter_id, commodity, flow, bill_month, currency_code order by usage_date
        ),
        before as (
            partition by meter_id, commodity, flow, bill_month, currency_code order by usage_date
            rows between unbounded preceding and 1 preceding
        )
),

daily_energy_cost as (
    select
        usage_date,
        meter_id,
        commodity,
        flow,

        cast(case when energy_amount is not null then energy_cents end as decimal(18, 2))
            as energy_cost_amount,
        cast(case when standing_amount is not null then standing_cents end as decimal(18, 2))
            as standing_charge_amount,
        cast(
            case when is_priced then coalesce(energy_cents, 0) + standing_cents end
            as decimal(18, 2)
        ) as total_cost_amount,
        currency_code,
        tariff_id,
        is_priced
    from billed
)

select * from daily_energy_cost

-- One row per local day, meter, commodity and flow with a tariff: what it cost, as known now.
-- Standing charges run from the first day with a reading to yesterday, read or not.
with calendar as (
    select
        meter_id,
        commodity,
        flow,
        explode(
            sequence(
                min(usage_date), greatest(max(usage_date), date_sub({{ as_of_date() }}, 1))
            )
        ) as usage_date
    from {{ ref('silver_home__energy_cost_days') }}
    group by meter_id, commodity, flow
),

exact as (
    select
        calendar.*,
        date_format(calendar.usage_date, 'yyyy-MM') as bill_month,
        sheets.tariff_id,
        coalesce(sheets.currency_code, homes.currency_code) as currency_code,
        metered.usage_date is null or metered.exact_energy_amount is not null as is_priced,
        metered.exact_energy_amount as energy_amount,
        {{ exact_standing_charge('sheets', 'calendar.usage_date') }} as standing_amount
    from calendar
    left join {{ ref('silver_home__charged_days') }} as metered
        on calendar.usage_date = metered.usage_date
        and calendar.meter_id = metered.meter_id
        and calendar.commodity = metered.commodity
        and calendar.flow = metered.flow
        and metered.known_until_at = {{ known_now() }}
    left join {{ ref('silver_household__tariff_sheets') }} as sheets
        on calendar.meter_id = sheets.meter_id
        and calendar.flow = sheets.flow
        and sheets.known_until_at = {{ known_now() }}
        and {{ holds_on('sheets', 'calendar.usage_date') }}
    left join {{ ref('silver_household__homes') }} as homes
        on {{ holds_on('homes', 'calendar.usage_date') }}
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

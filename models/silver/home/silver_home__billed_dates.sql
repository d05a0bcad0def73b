-- One row per local day that a bill speaks of, read or not, meter, commodity, flow and time up to
-- which it was known: from the first day with a reading to yesterday.
{{ config(materialized='ephemeral') }}

with metered as (
    select
        *,
        -- What was known before a revision is known of its month alone.
        case when known_until_at < {{ known_now() }} then event_month end as revised_month
    from {{ ref('silver_home__energy_cost_days') }}
),

spans as (
    select
        meter_id,
        commodity,
        flow,
        known_until_at,
        revised_month,
        min(usage_date) as first_date,
        max(usage_date) as last_date
    from metered
    group by meter_id, commodity, flow, known_until_at, revised_month
),

begun as (
    select
        *,
        min(first_date) over (partition by meter_id, commodity, flow) as begun_date
    from spans
),

silver_home__billed_dates as (
    select
        meter_id,
        commodity,
        flow,
        known_until_at,
        explode(
            case
                when revised_month is null
                    then sequence(
                        first_date, greatest(last_date, date_sub({{ as_of_date() }}, 1))
                    )
                else sequence(greatest(begun_date, to_date(revised_month || '-01')), last_date)
            end
        ) as usage_date
    from begun
)

select * from silver_home__billed_dates

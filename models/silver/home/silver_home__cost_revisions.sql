-- One row per meter, flow, local month and instant at which a quantity of the month, or a tariff,
-- became another than the one known before.
with months as (
    select
        *,
        explode(
            sequence(
                to_date(
                    date_trunc('month', greatest(valid_from_date, cast('2000-01-01' as date)))
                ),
                greatest(
                    least(date_sub(valid_to_date, 1), {{ as_of_date() }}),
                    greatest(valid_from_date, cast('2000-01-01' as date))
                ),
                interval 1 month
            )
        ) as month_date
    from {{ ref('silver_household__tariffs') }}
),

-- What each version of the tariffs says of each month.
sayings as (
    select
        meter_id,
        flow,
        month_date,
        known_until_at,
        sort_array(
            collect_list(
                concat_ws(
                    '|', component, charge, price, usage_from, usage_to, days, from_second,
                    to_second, season_from, season_to, register_id, market, currency_code,
                    greatest(valid_from_date, month_date),
                    least(valid_to_date, add_months(month_date, 1))
                )
            )
        ) as said
    from months
    group by meter_id, flow, month_date, known_until_at
),

compared as (
    select
        *,
        lead(said) over (partition by meter_id, flow, month_date order by known_until_at)
            as said_next
    from sayings
),

silver_home__cost_revisions as (
    select
        meter_id,
        flow,
        date_format(month_date, 'yyyy-MM') as bill_month,
        known_until_at
    from compared
    where known_until_at < {{ known_now() }} and not said <=> said_next

    union

    select
        meter_id,
        flow,
        date_format(usage_date, 'yyyy-MM') as bill_month,
        known_until_at
    from {{ ref('silver_home__interval_versions') }}
    where known_until_at < {{ known_now() }}
)

select * from silver_home__cost_revisions

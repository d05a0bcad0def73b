-- One row per forecast origin, currency, model and horizon: by how much the model expects the
-- balance to change from before the origin to the end of the day, and by how much it did.
with
-- Money on its way between own accounts: it left shortly before, and was not yet known to arrive.
on_its_way as (
    select
        origins.currency_code,
        origins.origin_date,
        0 - sum(flows.amount) as amount
    from {{ ref('silver_finance__forecast_origins') }} as origins
    inner join {{ ref('silver_finance__forecast_flows') }} as flows
        on origins.currency_code = flows.currency_code
        and origins.origin_date > flows.booked_date
        and origins.origin_date <= date_add(flows.booked_date, 5)
        and origins.origin_date <= coalesce(flows.settled_date, date_add(flows.booked_date, 5))
    where flows.is_mostly_transfer
    group by origins.currency_code, origins.origin_date
),

added as (
    select
        days.*,
        coalesce(on_its_way.amount, 0) as on_its_way_amount,
        sum(days.due_amount) over path as due_total,
        sum(days.rest_per_day) over path as rest_total,
        sum(days.before_amount) over path as before_total,
        sum(days.came_amount) over path as came_total
    from {{ ref('silver_finance__forecast_days') }} as days
    left join on_its_way
        on days.currency_code = on_its_way.currency_code
        and days.origin_date = on_its_way.origin_date
    window path as (
        partition by days.currency_code, days.origin_date order by days.horizon_days
        rows between unbounded preceding and current row
    )
),

changes as (
    select
        *,
        cast(due_total + on_its_way_amount as decimal(18, 2)) as known_amount,
        cast(rest_total as decimal(18, 2)) as rest_amount
    from added
    where horizon_days > 0
),

{% set models = {
    'daybook': 'known_amount + rest_amount',
    'recurring_only': 'known_amount',
    'seasonal_naive': 'before_total',
    'naive': '0',
} -%}
modelled as (
    select
        *,
        explode(array(
            {%- for model, change in models.items() %}
            struct('{{ model }}' as model, cast({{ change }} as decimal(18, 2)) as change_amount)
            {{- ',' if not loop.last }}
            {%- endfor %}
        )) as expected
    from changes
),

silver_finance__forecast_points as (
    select
        currency_code,
        origin_date,
        expected.model as model,
        horizon_days,
        forecast_date,

        expected.change_amount as change_amount,
        case when forecast_date < {{ as_of_date() }} then cast(came_total as decimal(18, 2)) end
            as came_amount
    from modelled
)

select * from silver_finance__forecast_points

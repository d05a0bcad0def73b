-- One row per series of payments and day on which it was paid, where what was paid until then comes
-- back regularly: what is due next, as it could be told on that day.
with paid as (
    select currency_code, series_id, booked_date as paid_date, sum(amount) as amount
    from {{ ref('silver_finance__forecast_flows') }}
    where settled_date is null
    group by currency_code, series_id, booked_date
),

steps as (
    select
        *,
        datediff(paid_date, lag(paid_date) over series) as gap_days,
        case
            when abs(amount - lag(amount) over series) <= 0.01 * abs(amount) then 1
            when lag(amount) over series is not null then 0
        end as is_same,
        lead(paid_date) over series as next_date
    from paid
    window series as (partition by series_id order by paid_date)
),

recent as (
    select
        *,
        filter(collect_list(gap_days) over dozen, gap -> gap is not null) as gaps,
        collect_list(day(paid_date)) over dozen as days_of_month,
        max({{ day_of_week('paid_date') }}) over dozen as latest_weekday,
        avg(is_same) over few as same_share,
        avg(amount) over few as mean_amount
    from steps
    window
        dozen as (
            partition by series_id order by paid_date rows between 11 preceding and current row
        ),
        few as (
            partition by series_id order by paid_date rows between 5 preceding and current row
        )
),

usual as (
    select
        *,
        element_at(sort_array(gaps), cast((size(gaps) + 1) / 2 as int)) as usual_days,
        -- The commonest day of the month: weekends move a payment, and months have different ends.
        array_max(transform(
            array_distinct(days_of_month),
            one -> size(filter(days_of_month, other -> other = one)) * 100 + one
        )) % 100 as due_day,
        aggregate(days_of_month, 0, (total, one) -> total + one) as days_total
    from recent
    where size(gaps) > 0
),

matched as (
    select
        usual.*,
        cadences.cadence,
        cast(cadences.period_days as int) as period_days,
        cast(cadences.period_months as int) as period_months,
        cadences.min_count,
        size(filter(
            usual.gaps, gap -> abs(gap - cadences.period_days) <= cadences.tolerance_days
        )) as count_fitting
    from usual
    inner join {{ ref('payment_cadences') }} as cadences
        on abs(usual.usual_days - cadences.period_days) <= cadences.tolerance_days
),

silver_finance__forecast_series as (
    select
        currency_code,
        series_id,
        cadence,

        paid_date,
        coalesce(next_date, cast('9999-12-31' as date)) as next_date,
        period_days,
        period_months,
        due_day,
        case
            when latest_weekday > 4 or size(days_of_month) < 4 then 'none'
            when days_total >= due_day * size(days_of_month) then 'next'
            else 'previous'
        end as weekend_rule,
        cast(case when same_share >= 0.5 then amount else mean_amount end as decimal(18, 2))
            as due_amount
    from matched
    -- An export that is missing leaves a longer gap among the regular ones.
    where size(gaps) + 1 >= min_count and count_fitting >= 0.75 * size(gaps)
)

select * from silver_finance__forecast_series

-- One row per possible series that comes back at a cadence, and how much speaks for it.
{{ config(materialized='ephemeral') }}

with steps as (
    select
        *,
        datediff(booked_date, lag(booked_date) over in_time) as gap_days,
        abs(amount - lag(amount) over in_time) > 0.02 * abs(amount) as is_other_amount
    from {{ ref('silver_finance__payment_series') }}
    window in_time as (
        partition by account_id, currency_code, is_income, series_level, series_key
        order by booked_date, transaction_id
    )
),

measured as (
    select
        account_id,
        currency_code,
        is_income,
        series_level,
        series_key,
        count(*) as count_payments,
        percentile(gap_days, 0.5) as median_gap_days,
        datediff(max(booked_date), min(booked_date)) as covered_days,
        sum(case when is_other_amount then 1 else 0 end) as count_changes,
        max(abs(amount)) / min(abs(amount)) as amount_ratio,
        count(distinct amount) as count_amounts,
        collect_list(gap_days) as gaps
    from steps
    group by account_id, currency_code, is_income, series_level, series_key
    -- A few equal days of a month are chance.
    having count(*) >= case when series_level = 5 then 8 else 2 end
),

-- A gap of several periods is an export that is missing.
fitting as (
    select
        measured.*,
        cadences.*,
        size(filter(
            measured.gaps, gap -> abs(gap - cadences.period_days) <= cadences.tolerance_days
        )) / (measured.count_payments - 1) as regular_share,
        size(filter(
            measured.gaps,
            gap -> round(gap / cadences.period_days) between 1 and 3
            and abs(gap - cadences.period_days * round(gap / cadences.period_days))
            <= cadences.tolerance_days
        )) / (measured.count_payments - 1) as explained_share,
        measured.count_changes <= greatest(1, 0.3 * (measured.count_payments - 1))
        and measured.amount_ratio <= 2.5 as is_steady
    from measured
    left join {{ ref('payment_cadences') }} as cadences
        on measured.median_gap_days between cadences.shortest_days and cadences.longest_days
),

ranked as (
    select
        *,
        case
            when
                is_steady and count_payments >= greatest(min_count, 3)
                and regular_share >= 0.6 and explained_share >= 0.85
                then 1
            when
                count_payments >= min_varying_count and amount_ratio <= 6
                and regular_share >= 0.75 and explained_share >= 0.9
                then 2
            when
                is_steady and count_payments >= min_count and regular_share = 1
                and (count_amounts = 1 or (series_level < 3 and amount_ratio <= 1.25))
                then 3
            when
                series_level = 4 and count_amounts = 1 and count_payments >= 6
                and covered_days between 180 and 62 * count_payments
                then 4
        end as evidence_rank
    from fitting
),

silver_finance__recurring_series as (
    select
        account_id,
        currency_code,
        is_income,
        series_level,
        series_key,
        evidence_rank,
        case when evidence_rank < 4 then cadence else 'irregular' end as cadence,
        is_steady,
        case when evidence_rank < 4 then min_count else 6 end as min_count
    from ranked
    where evidence_rank is not null
)

select * from silver_finance__recurring_series

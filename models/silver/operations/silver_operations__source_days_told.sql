-- One row per source: until which day its files tell, and which days they leave out. A source is
-- daily where at most one in ten of its short files, of 14 at least, follows days of silence; it is
-- regular where three in four of its files, which nearly touch, reach about as far beyond the one
-- before, a week or a month.
with followed as (
    select
        *,
        -- A file of weeks is a history: a day without records at its edge need not be left out.
        datediff(last_date, first_date) < 7 as is_short,
        max(last_date) over (
            partition by source_name
            order by first_date, last_date
            rows between unbounded preceding and 1 preceding
        ) as told_before_date
    from {{ ref('silver_operations__source_spans') }}
),

silences as (
    select
        source_name,
        first_date,
        last_date,
        case
            when
                is_short
                and lag(is_short) over (partition by source_name order by first_date, last_date)
                then greatest(datediff(first_date, told_before_date) - 1, 0)
        end as silent_days,
        datediff(first_date, told_before_date) - 1 as untold_days,
        case when last_date > told_before_date then datediff(last_date, told_before_date) end
            as step_days
    from followed
),

paces as (
    select
        source_name,
        percentile(step_days, 0.5) as pace_days,
        percentile(untold_days, 0.5) as usual_untold_days
    from silences
    group by source_name
),

-- A period is left out where a file reaches much further than its pace, but not back.
paced as (
    select
        silences.*,
        paces.pace_days,
        -- An account with a booking a month may have none in the next one.
        paces.usual_untold_days <= 0.35 * paces.pace_days as is_without_gaps,
        silences.step_days between 0.6 * paces.pace_days and 1.4 * paces.pace_days as is_at_pace,
        silences.step_days >= 1.6 * paces.pace_days
        and silences.untold_days >= 0.6 * paces.pace_days as is_after_a_period
    from silences
    inner join paces on silences.source_name = paces.source_name
),

rhythms as (
    select
        source_name,
        max(last_date) as told_until_date,
        count(silent_days) >= 14
        and count(case when silent_days > 0 then 1 end) * 10 <= count(silent_days) as is_daily,
        sum(silent_days) as silent_days,
        max(case when silent_days > 0 then date_sub(first_date, 1) end) as last_silent_date,
        max(pace_days) >= 5 and bool_or(is_without_gaps) and count(step_days) >= 4
        and count(case when is_at_pace then 1 end) * 4 >= count(step_days) * 3 as is_regular,
        sum(case when is_after_a_period then untold_days end) as period_days,
        max(case when is_after_a_period then date_sub(first_date, 1) end) as last_period_date
    from paced
    group by source_name
),

silver_operations__source_days_told as (
    select
        source_name,

        is_daily,
        case
            when is_daily then coalesce(silent_days, 0)
            when is_regular then coalesce(period_days, 0)
            else 0
        end as count_days_left_out,

        told_until_date,
        case when is_daily then last_silent_date when is_regular then last_period_date end
            as last_left_out_date
    from rhythms
)

select * from silver_operations__source_days_told

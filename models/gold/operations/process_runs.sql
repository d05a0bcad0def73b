-- One row per value that has limits, with the runs of values that it completes: Western Electric's
-- and Nelson's rules, whose numbers differ from set to set.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}
{%- set ordered = 'over (partition by metric_id, epoch_number order by number)' %}
with scores as (
    select
        *,
        case when direction <> 'down' then z end as above,
        case when direction <> 'up' then 0 - z end as below,
        sign(z - lag(z) {{ ordered }}) as turn,
        -- Nothing is the same from day to day where nothing is used.
        is_continuous and value <> 0 and value = lag(value) {{ ordered }} as is_repeated
    from {{ ref('process_scores') }}
),

turns as (
    select *, turn * lag(turn) {{ ordered }} < 0 as is_alternating
    from scores
),

process_runs as (
    select
        metric_id,
        observed_at,
        value,
        centre,
        lower_limit,
        upper_limit,
        count_baseline,
        severity,
        rule_sets,
        z,
        cusum_high,
        cusum_low,
        ewma,
        ewma_limit,
        above,
        below,
        {{ all_in_a_row('is_repeated', 4) }} as shewhart_2,
        {{ beyond_in_a_row('3e0', 1, 1) }} as western_electric_1,
        {{ beyond_in_a_row('2e0', 2, 3) }} as western_electric_2,
        {{ beyond_in_a_row('1e0', 4, 5) }} as western_electric_3,
        {{ beyond_in_a_row('0e0', 8, 8) }} as western_electric_4,
        {{ beyond_in_a_row('3e0', 1, 1) }} as nelson_1,
        {{ beyond_in_a_row('0e0', 9, 9) }} as nelson_2,
        direction = 'both' and (
            {{ all_in_a_row('turn > 0', 5) }}
            or {{ all_in_a_row('turn < 0', 5) }}
        ) as nelson_3,
        direction = 'both' and {{ all_in_a_row('is_alternating', 12) }} as nelson_4,
        {{ beyond_in_a_row('2e0', 2, 3) }} as nelson_5,
        {{ beyond_in_a_row('1e0', 4, 5) }} as nelson_6,
        direction = 'both' and not is_constant
        and {{ all_in_a_row('abs(z) <= 1', 15) }} as nelson_7,
        direction = 'both' and {{ all_in_a_row('abs(z) > 1', 8) }}
        and not {{ all_in_a_row('z > 0', 8) }} and not {{ all_in_a_row('z < 0', 8) }} as nelson_8
    from turns
)

select * from process_runs

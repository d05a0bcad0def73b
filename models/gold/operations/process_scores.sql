-- One row per value that has limits: how far it lies from what was to be expected, in standard
-- deviations of as rare a normal value, and what CUSUM and EWMA make of it and of those before it.
{%- set key = 'metric_id, epoch_number' %}
{%- set ewma_weight = chart_constant('ewma_weight') %}
{%- set step = chart_constant('highest_step') %}
with expectations as (
    select
        *,
        scaled_value - centre as deviation,
        -- What a baseline without any variation knows is that nothing changes.
        standard_error <= 1e-9 * greatest(abs(centre), 1e0) as is_constant
    from {{ ref('process_expectations') }}
),

deviates as (
    select
        *,
        case
            when not is_constant then deviation / standard_error
            when abs(deviation) <= 1e-9 * greatest(abs(centre), 1e0) then 0e0
            else sign(deviation) * {{ chart_constant('constant_score') }}
        end as deviate,
        {{ student_deviate(chart_constant('limit_sigmas'), 'freedom') }} * standard_error as reach
    from expectations
),

scores as (
    select
        *,
        -- The last digits of a sum depend on its order, and signals on them. A mean of such scores
        -- ends a digit later than they do: rounded to fewer, it seldom lies just between two.
        round({{ normal_score('deviate', 'freedom') }}, 8) as z
    from deviates
),

steps as (
    select
        *,
        -- One wild value must not be able to raise a sum for weeks.
        greatest(0 - {{ step }}, least({{ step }}, z)) as step,
        {{ chart_constant('cusum_slack') }} + case
            when freedom is null then 0e0
            else {{ chart_constant('cusum_slack_of_short_baselines') }} / sqrt(count_baseline)
        end as slack
    from scores
),

walks as (
    {{ bounded_walks(
        'steps', key, {'cusum_high': 'step - slack', 'cusum_low': '0 - step - slack'},
        chart_constant('cusum_highest')
    ) }}
),

means as (
    {{ moving_mean('steps', key, 'step', ewma_weight) }}
),

process_scores as (
    select
        steps.metric_id,
        steps.epoch_number,
        steps.position,
        steps.number,
        steps.observed_at,

        steps.value,
        {{ unscaled('steps.centre', 'steps.scale') }} as centre,
        {{ unscaled('(steps.centre - steps.reach)', 'steps.scale') }} as lower_limit,
        {{ unscaled('(steps.centre + steps.reach)', 'steps.scale') }} as upper_limit,
        steps.phase,
        steps.direction,
        steps.is_continuous,
        steps.rule_sets,
        steps.severity,
        steps.count_baseline,
        steps.is_constant,

        steps.z,
        round(walks.cusum_high, 6) as cusum_high,
        round(walks.cusum_low, 6) as cusum_low,
        round(means.moving_mean, 5) as ewma,
        {{ chart_constant('ewma_sigmas') }} * sqrt(
            {{ ewma_weight }} / (2e0 - {{ ewma_weight }})
            + case when steps.freedom is null then 0e0 else 1e0 / steps.count_baseline end
        ) as ewma_limit
    from steps
    inner join walks
        on {{ same_point('steps', 'walks') }}
    inner join means
        on {{ same_point('steps', 'means') }}
)

select * from process_scores

-- One row per meter that looks wrong, with what to change.
{{ config(materialized='ephemeral') }}

with production as (
    select
        meter_id,
        _source,
        count(distinct usage_date) as count_days,
        sum(quantity) as quantity,
        sum(
            case
                when hour(from_utc_timestamp(started_at, time_zone)) in (23, 0, 1, 2) then quantity
                else 0
            end
        ) as night_quantity
    from {{ ref('silver_home__meter_intervals') }}
    where flow = 'production' and commodity = 'electricity' and duration_seconds <= 3600
    group by meter_id, _source
),

nights as (
    select
        'production_at_night' as finding,
        concat('source ', _source) as subject,
        concat(
            'Meter ', meter_id, ' produces ', cast(round(100 * night_quantity / quantity) as int),
            ' % between 23:00 and 3:00. If it is a solar plant its times are of another zone: ',
            'state `zone` in the profile, or `time_zone` of the source or meter in household.yml.'
        ) as message
    from production
    where count_days >= 7 and night_quantity > 0.05 * quantity
),

registers as (
    select
        'register_went_down' as finding,
        concat('meter ', meter_id) as subject,
        concat(
            'The register ', coalesce(nullif(concat(register_id, ' '), ' '), ''), 'of ', flow,
            ' shows less on ', max(to_date(from_utc_timestamp(ended_at, time_zone))),
            ' than before: what flowed in between is not counted. Nothing needs to be done where ',
            'the meter was exchanged. Where it counted on from zero, state `rolls_over_at` of the ',
            'meter in household.yml; otherwise correct the reading at its origin.'
        ) as message
    from {{ ref('silver_home__register_intervals') }}
    where quantity is null and not is_replaced and ended_at > {{ as_of() }} - interval 60 days
    group by meter_id, flow, register_id
),

contradictions as (
    select
        'amount_stated_twice' as finding,
        concat('source ', _source) as subject,
        concat(
            'Its files state ', count(*), ' intervals of meter ', meter_id,
            ' more than once with different amounts, the first on ', min(usage_date),
            '. The last one counts; if they are parts of one amount, add them up at their origin.'
        ) as message
    from {{ ref('silver_home__meter_intervals') }}
    where is_stated_twice
    group by meter_id, _source
),

unpriced as (
    select
        'use_without_a_price' as finding,
        concat('meter ', meter_id) as subject,
        concat(
            'What flowed as ', flow, ' on ', count(*), ' of the last 60 days has no price, at last',
            ' on ', max(usage_date), '. Add the days to rules/tariffs.csv, or land the',
            ' prices of its market.'
        ) as message
    from {{ ref('silver_home__energy_cost_days') }}
    where
        exact_cost_amount is null
        and known_until_at = {{ known_now() }}
        and usage_date > to_date({{ as_of() }} - interval 60 days)
    group by meter_id, flow
),

silver_home__findings as (
    select * from contradictions
    union all
    select * from nights
    union all
    select * from registers
    union all
    select * from unpriced
)

select * from silver_home__findings

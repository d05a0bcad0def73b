-- A day's figures lie between the lowest and the highest that any recorder measured around it, and
-- whoever was measured has days.
with measured as (
    select
        person_id,
        min(case when metric = 'resting_heart_rate_bpm' then quantity end) as lowest_bpm,
        max(case when metric = 'resting_heart_rate_bpm' then quantity end) as highest_bpm,
        min(case when metric = 'body_mass_kilograms' then quantity end) as lowest_kilograms,
        max(case when metric = 'body_mass_kilograms' then quantity end) as highest_kilograms
    from {{ ref('silver_fitness__measurements') }}
    where
        metric in ('resting_heart_rate_bpm', 'body_mass_kilograms')
        and quantity > 0
        and to_date(from_utc_timestamp(started_at, time_zone)) <= {{ as_of_date() }}
    group by person_id
),

days as (
    select
        person_id,
        min(resting_heart_rate_bpm) as lowest_bpm,
        max(resting_heart_rate_bpm) as highest_bpm,
        min(least(body_mass_kilograms, body_mass_trend_kilograms)) as lowest_kilograms,
        max(greatest(body_mass_kilograms, body_mass_trend_kilograms)) as highest_kilograms
    from {{ ref('daily_body') }}
    group by person_id
)

select
    measured.*,
    days.lowest_bpm as lowest_day_bpm,
    days.highest_bpm as highest_day_bpm,
    days.lowest_kilograms as lowest_day_kilograms,
    days.highest_kilograms as highest_day_kilograms
from measured
left join days on measured.person_id = days.person_id
where
    (measured.lowest_bpm is null) <> (days.lowest_bpm is null)
    or (measured.lowest_kilograms is null) <> (days.lowest_kilograms is null)
    or days.lowest_bpm < measured.lowest_bpm - 1e-6
    or days.highest_bpm > measured.highest_bpm + 1e-6
    or days.lowest_kilograms < measured.lowest_kilograms - 1e-6
    or days.highest_kilograms > measured.highest_kilograms + 1e-6

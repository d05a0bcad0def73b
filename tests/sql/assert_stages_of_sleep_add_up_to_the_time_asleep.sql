-- The stages of a night and what is told without a stage are its time asleep; stages have a source.
select
    sleep_date,
    person_id,
    asleep_seconds,
    light_sleep_seconds,
    deep_sleep_seconds,
    rem_sleep_seconds,
    unstaged_sleep_seconds,
    stage_source
from {{ ref('nightly_sleep') }}
where
    coalesce(light_sleep_seconds, 0) + coalesce(deep_sleep_seconds, 0)
    + coalesce(rem_sleep_seconds, 0) + unstaged_sleep_seconds <> asleep_seconds
    or (unstaged_sleep_seconds is null) <> (asleep_seconds is null)
    or (stage_source is null) <> (deep_sleep_seconds is null)

-- Every night whose times are known has its regularity, and ends on its own local day after it
-- began.
select
    nights.sleep_date,
    nights.person_id,
    nights.fell_asleep_at,
    nights.woke_at,
    nights.time_zone,
    regularity.count_nights
from {{ ref('nightly_sleep') }} as nights
left join {{ ref('nightly_sleep_regularity') }} as regularity
    on nights.sleep_date = regularity.sleep_date and nights.person_id = regularity.person_id
where
    nights.sleep_date <= {{ as_of_date() }}
    and nights.fell_asleep_at is not null
    and (
        regularity.sleep_date is null
        or nights.woke_at <= nights.fell_asleep_at
        or to_date(from_utc_timestamp(nights.woke_at, nights.time_zone)) <> nights.sleep_date
    )

-- One row per value of a sensor and the time for which it is known: a state holds until the next
-- one, and never longer than the sensor may stay silent; the mean of an hour counts where no state
-- held in it.
{{ config(materialized='ephemeral') }}

with states as (
    select
        *,
        lead(changed_at) over (partition by entity_id order by changed_at) as next_changed_at,
        changed_at + make_dt_interval(0, 0, 0, max_hold_seconds) as hold_ends_at
    from {{ ref('silver_home__sensor_states') }}
    where {{ month_filter('event_month', reach=1) }}
),

spans as (
    select
        entity_id,
        room_id,
        measure,
        state_value,
        state_value as lowest_value,
        state_value as highest_value,
        changed_at,
        least(coalesce(next_changed_at, hold_ends_at), hold_ends_at) as held_until_at,
        time_zone,
        true as is_state
    from states
    where state_value is not null

    union all

    select
        entity_id,
        room_id,
        measure,
        mean_value as state_value,
        lowest_value,
        highest_value,
        started_at as changed_at,
        started_at + interval 1 hour as held_until_at,
        time_zone,
        false as is_state
    from {{ ref('silver_home__sensor_hours') }}
    where {{ month_filter('event_month', reach=1) }}
),

compared as (
    select
        *,
        max(case when is_state then held_until_at end) over (
            partition by entity_id order by changed_at asc, is_state desc
            rows between unbounded preceding and current row
        ) as state_held_until_at,
        min(case when is_state then changed_at end) over (
            partition by entity_id order by changed_at asc, is_state desc
            rows between current row and unbounded following
        ) as next_state_at
    from spans
),

silver_home__held_values as (
    select
        entity_id,
        room_id,
        measure,
        state_value,
        lowest_value,
        highest_value,
        changed_at,
        held_until_at,
        time_zone,
        is_state
    from compared
    where
        is_state
        or (
            coalesce(state_held_until_at <= changed_at, true)
            and coalesce(next_state_at >= held_until_at, true)
        )
)

select * from silver_home__held_values

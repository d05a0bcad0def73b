"""Which incidents open, last and end, and what is sent of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from observability.alerts.health import Health, Problem, Severity, Signal, SourceState
from observability.alerts.incidents import after_sending, claimed, evaluated
from observability.alerts.state import State

NOW = datetime(2026, 7, 1, 7, tzinfo=UTC)
HOUR = timedelta(hours=1)
# A bank and a meter, each with what is made of it, and a table made of both.
PARENTS = {
    "bronze_bank": ("source:bank",),
    "bronze_meter": ("source:meter",),
    "monthly_spend": ("bronze_bank",),
    "daily_usage": ("bronze_meter",),
    "morning_brief": ("monthly_spend", "daily_usage"),
}
WELL = Health("2026-07-01T06:00:00Z", "published", "2026-07-01T06:00:00Z", parents=PARENTS)


def signal(
    node: str, at: str = "2026-07-01", severity: Severity = "page", metric: str = ""
) -> Signal:
    return Signal(metric or f"value_of_{node}", at, severity, "5.1 sigma above 12.0", node)


def signalling(*signals: Signal, health: Health = WELL) -> Health:
    points = {one.metric_id: one.observed_at for one in signals}
    return replace(health, signals=signals, newest_points={**health.newest_points, **points})


def silent(name: str, health: Health = WELL) -> Health:
    late = SourceState(name, "2026-06-20T00:00:00Z", "2026-06-24T00:00:00Z")
    return replace(health, sources=(late,))


def step(
    health: Health | None,
    state: State | None = None,
    now: datetime = NOW,
    channels: Sequence[str] = ("mail",),
) -> State:
    after = evaluated(state or State(), health, now, channels, silent_hours=36)
    return claimed(after, now, now.isoformat())


def sent(state: State) -> State:
    """Let everything that waits arrive."""
    return after_sending(state, [(one, 1, None) for one in state.outbox], NOW)


def subjects(state: State) -> list[str]:
    return [one.message.subject for one in state.outbox]


def test_where_nothing_is_wrong_nothing_is_sent() -> None:
    state = step(WELL)

    assert (state.incidents, state.outbox, state.is_known) == ({}, (), True)


def test_one_message_for_as_long_as_it_lasts_and_one_when_it_is_over() -> None:
    first = step(silent("bank"))
    assert subjects(first) == ["Daybook: source bank needs you"]

    lasting = step(silent("bank"), sent(first), NOW + HOUR)
    assert subjects(lasting) == []

    over = step(WELL, lasting, NOW + HOUR)
    assert subjects(over) == ["Daybook: source bank is as usual again"]
    assert over.incidents == {}
    assert subjects(step(WELL, sent(over), NOW + 2 * HOUR)) == []


def test_a_page_is_sent_and_a_log_is_only_remembered() -> None:
    state = step(signalling(signal("daily_usage", severity="log")))
    assert (subjects(state), list(state.incidents)) == ([], ["daily_usage"])

    graver = step(signalling(signal("daily_usage")), state)
    assert subjects(graver) == ["Daybook: daily_usage needs you"]
    # It falls back and comes again: the same incident, of which people know.
    fallen = step(signalling(signal("daily_usage", severity="log")), sent(graver))
    again = step(signalling(signal("daily_usage")), fallen)
    assert (subjects(fallen), subjects(again)) == ([], [])


def test_what_was_only_logged_ends_without_a_word() -> None:
    state = step(signalling(signal("daily_usage", severity="log")))

    ended = step(replace(WELL, newest_points={"value_of_daily_usage": "2026-07-02"}), state)

    ended = step(replace(WELL, newest_points={"value_of_daily_usage": "2026-07-03"}), ended)
    assert (ended.incidents, subjects(ended)) == ({}, [])


def test_signals_below_a_silent_source_fold_into_it() -> None:
    below = [signal("monthly_spend"), signal("morning_brief"), signal("bronze_bank")]

    state = step(signalling(*below, health=silent("bank")))

    assert subjects(state) == ["Daybook: source bank needs you"]
    (incident,) = state.incidents.values()
    assert len(incident.below) == 3
    assert "explains 3 more" in state.outbox[0].message.text


def test_what_another_source_feeds_is_told_of_its_own() -> None:
    state = step(signalling(signal("daily_usage"), health=silent("bank")))

    assert subjects(state) == ["Daybook: daily_usage needs you", "Daybook: source bank needs you"]


def test_equal_alarms_of_one_table_are_one_message() -> None:
    alarms = [signal("daily_usage", metric=f"usage_of_meter_{number}") for number in range(30)]

    state = step(signalling(*alarms))

    assert len(state.outbox) == 1
    assert state.outbox[0].message.text.count("sigma above") == 30


def test_a_table_that_failed_explains_what_is_made_of_it() -> None:
    failed = replace(
        WELL,
        outcome="held_back",
        published_as_of="2026-06-30T06:00:00Z",
        problems=(Problem("assert_sums_agree", "monthly_spend", "3 rows"),),
    )

    state = step(signalling(signal("morning_brief"), health=failed))

    assert subjects(state) == ["Daybook: the refresh needs you"]
    assert "The numbers of 2026-06-30T06:00:00Z stay up." in state.outbox[0].message.text
    assert "assert_sums_agree: 3 rows" in state.outbox[0].message.text


def test_what_goes_on_under_another_cause_is_not_over() -> None:
    first = sent(step(signalling(signal("monthly_spend"))))

    found = step(signalling(signal("monthly_spend"), health=silent("bank")), first)
    assert subjects(found) == ["Daybook: source bank needs you"]

    # The source is back, but the table still signals: then it is a cause of its own.
    back = step(signalling(signal("monthly_spend")), sent(found))
    assert sorted(subjects(back)) == [
        "Daybook: monthly_spend needs you",
        "Daybook: source bank is as usual again",
    ]


def test_without_a_refresh_all_is_unknown_and_nothing_ends() -> None:
    first = sent(step(silent("bank")))

    dead = step(silent("bank"), first, NOW + 48 * HOUR)
    assert (subjects(dead), dead.is_known) == (["Daybook: the refresh needs you"], False)
    assert set(dead.incidents) == {"run", "source:bank"}
    assert subjects(step(silent("bank"), sent(dead), NOW + 72 * HOUR)) == []

    alive = replace(WELL, as_of="2026-07-04T06:00:00Z")
    back = step(alive, sent(dead), NOW + 73 * HOUR)
    assert sorted(subjects(back)) == [
        "Daybook: source bank is as usual again",
        "Daybook: the refresh is as usual again",
    ]


def test_before_the_first_refresh_all_is_unknown() -> None:
    state = step(None)

    assert (state.is_known, subjects(state)) == (False, ["Daybook: the refresh needs you"])


def test_a_signal_that_came_and_went_between_two_looks_is_told() -> None:
    first = step(replace(WELL, newest_points={"steps": "2026-06-28"}))
    missed = Signal("steps", "2026-06-29", "page", "no steps at all", "daily_usage")
    later = replace(WELL, newest_points={"steps": "2026-06-30"}, signals=(missed,))

    state = step(later, first)
    assert subjects(state) == ["Daybook: daily_usage needs you"]
    # Looking twice at the same changes nothing; the next point ends it.
    assert subjects(step(later, sent(state))) == []
    newer = replace(later, newest_points={"steps": "2026-07-01"})
    assert subjects(step(newer, sent(state))) == ["Daybook: daily_usage is as usual again"]


def test_history_before_the_first_look_is_not_told() -> None:
    old = Signal("steps", "2026-05-01", "page", "no steps at all", "daily_usage")

    state = step(replace(WELL, newest_points={"steps": "2026-06-30"}, signals=(old,)))

    assert (state.incidents, state.outbox) == ({}, ())


def test_what_does_not_arrive_waits_and_is_given_up_after_a_week() -> None:
    first = step(silent("bank"))
    failed = after_sending(first, [(first.outbox[0], 3, "http 500")], NOW)
    assert [(one.count_attempts, one.last_error) for one in failed.outbox] == [(3, "http 500")]

    week = step(
        silent("bank", replace(WELL, as_of="2026-07-08T06:00:00Z")), failed, NOW + 169 * HOUR
    )
    assert week.outbox == ()
    assert [(one.count_attempts, one.error) for one in week.delivered] == [(3, "http 500")]


def test_a_delivery_that_another_process_is_at_is_left_to_it() -> None:
    first = step(silent("bank"))
    by = first.outbox[0].claimed_by

    soon = step(silent("bank"), first, NOW + timedelta(minutes=1))
    late = step(silent("bank"), first, NOW + timedelta(minutes=6))

    assert soon.outbox[0].claimed_by == by
    assert late.outbox[0].claimed_by != by

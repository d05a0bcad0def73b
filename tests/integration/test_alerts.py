"""Alerts through real servers, on lakes in a folder and in a bucket, whatever breaks."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingestion.lake import no_crash
from ingestion.storage import Storage
from ingestion.storage.local import LocalStorage
from ingestion.storage.s3 import S3Storage
from observability.alerts.channels import Channel, Mail, Webhook, channels_of
from observability.alerts.evaluation import Watcher
from observability.alerts.health import Health, SourceState, write_health
from observability.alerts.settings import AlertSettingsError, alert_settings
from observability.alerts.state import State, read_state
from tests.faults.lakes import Crash, crash_at
from tests.mail_and_hooks import Received, mail_server, webhook_server

NOW = datetime(2026, 7, 1, 7, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
WELL = Health("2026-07-01T06:00:00Z", "published", "2026-07-01T06:00:00Z")
LATE = replace(WELL, sources=(SourceState("bank", "2026-06-20T00:00:00Z", "2026-06-24T00:00:00Z"),))


@pytest.fixture(params=["folder", "bucket"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "folder":
        return LocalStorage(tmp_path / "lake", tmp_path / "lake")
    return S3Storage(request.getfixturevalue("bucket").name, "some/lake")


@pytest.fixture
def hook() -> Iterator[Received]:
    with webhook_server() as received:
        yield received


@pytest.fixture
def mail() -> Iterator[Received]:
    with mail_server() as received:
        yield received


def watcher(
    storage: Storage,
    channels: Sequence[Channel],
    crash_point: Callable[[str], None] = no_crash,
    waits: list[float] | None = None,
) -> Watcher:
    wait = (lambda _seconds: None) if waits is None else waits.append
    return Watcher(storage, channels, 36, wait=wait, crash_point=crash_point)


def kinds(received: Received) -> list[str]:
    return [post["kind"] for post in received.posts]


def test_one_message_while_it_lasts_and_one_when_it_is_over(
    storage: Storage, hook: Received
) -> None:
    watching = watcher(storage, [Webhook(hook.address)])
    write_health(storage, LATE)
    for minutes in range(3):
        watching.evaluate(NOW + minutes * MINUTE)
    assert kinds(hook) == ["opened"]

    write_health(storage, WELL)
    for minutes in range(3, 6):
        watching.evaluate(NOW + minutes * MINUTE)
    assert kinds(hook) == ["opened", "recovered"]
    assert len(read_state(storage)[0].delivered) == 2


def test_of_many_evaluations_at_once_one_sends(storage: Storage, hook: Received) -> None:
    write_health(storage, LATE)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: watcher(storage, [Webhook(hook.address)]).evaluate(NOW), range(4)))

    assert kinds(hook) == ["opened"]


def test_a_mail_says_what_is_wrong_and_where_to_look(tmp_path: Path, mail: Received) -> None:
    storage = LocalStorage(tmp_path, tmp_path)
    write_health(storage, LATE)
    server = mail.address.replace("://", "://me:se%20cret@")

    watcher(storage, [Mail(server, "me@example.org")]).evaluate(NOW)

    (received,) = mail.mails
    assert received["Subject"] == "Daybook: source bank needs you"
    assert received["To"] == "me@example.org"
    text = received.get_content()
    assert "told nothing since 2026-06-20T00:00:00Z" in text
    assert "daybook status" in text
    assert len(mail.logins) == 1


def test_a_trouble_that_passes_is_tried_again_and_waited_for(
    tmp_path: Path, hook: Received, mail: Received
) -> None:
    storage = LocalStorage(tmp_path, tmp_path)
    write_health(storage, LATE)
    hook.troubles, mail.troubles = [500, 503], [451]
    waits: list[float] = []
    channels: list[Channel] = [Webhook(hook.address), Mail(mail.address, "me@example.org")]

    state = watcher(storage, channels, waits=waits).evaluate(NOW)

    assert (len(hook.posts), len(mail.mails), state.outbox) == (1, 1, ())
    assert sorted((one.channel, one.count_attempts) for one in state.delivered) == [
        ("mail", 2),
        ("webhook", 3),
    ]
    assert waits == [1, 2, 1]


def test_a_channel_that_fails_is_recorded_and_the_next_run_delivers(
    storage: Storage, hook: Received
) -> None:
    write_health(storage, LATE)
    hook.troubles = [500, 500, 500]
    watching = watcher(storage, [Webhook(hook.address)])

    failed = watching.evaluate(NOW)
    assert [(one.count_attempts, one.last_error) for one in failed.outbox] == [(3, "http 500")]

    watching.evaluate(NOW + MINUTE)
    assert (kinds(hook), hook.count_tries) == (["opened"], 4)


def test_a_channel_that_is_down_is_tried_for_one_message_of_an_evaluation(
    storage: Storage, hook: Received
) -> None:
    (source,) = LATE.sources
    late = tuple(replace(source, name=name) for name in ("bank", "meter", "scale"))
    write_health(storage, replace(LATE, sources=late))
    hook.troubles = [500, 500, 500]
    watching = watcher(storage, [Webhook(hook.address)])

    failed = watching.evaluate(NOW)
    assert [one.count_attempts for one in failed.outbox] == [3, 0, 0]

    assert watching.evaluate(NOW + MINUTE).outbox == ()
    # The one that failed comes last: it may be the message that the channel does not like.
    told = [post["subject"].removesuffix(" needs you") for post in hook.posts]
    assert told == ["Daybook: source meter", "Daybook: source scale", "Daybook: source bank"]
    assert hook.count_tries == 6


def test_a_server_that_is_not_there_costs_no_other_channel(tmp_path: Path, hook: Received) -> None:
    storage = LocalStorage(tmp_path, tmp_path)
    write_health(storage, LATE)
    gone = Mail("smtp://127.0.0.1:1", "me@example.org")

    state = watcher(storage, [gone, Webhook(hook.address)]).evaluate(NOW)

    assert kinds(hook) == ["opened"]
    assert [one.last_error for one in state.outbox] == ["ConnectionRefusedError"]


@pytest.mark.parametrize("point", ["after metrics", "after state", "after sending"])
def test_a_death_at_any_point_costs_no_message(
    storage: Storage, hook: Received, point: str
) -> None:
    write_health(storage, LATE)
    with pytest.raises(Crash):
        watcher(storage, [Webhook(hook.address)], crash_at(point)).evaluate(NOW)

    # As often as the clock calls again; a claim of the dead process lasts five minutes.
    for minutes in range(1, 12, 2):
        watcher(storage, [Webhook(hook.address)]).evaluate(NOW + minutes * MINUTE)

    # Where it died after sending and before saying so, the same message comes twice, by one id.
    assert len(hook.posts) == (2 if point == "after sending" else 1)
    assert len({post["id"] for post in hook.posts}) == 1
    assert read_state(storage)[0].outbox == ()


def test_damaged_documents_are_unknown_and_begin_anew(storage: Storage, hook: Received) -> None:
    storage.replace("health.json", b"{")
    storage.replace("alerts.json", b"not JSON")

    state = watcher(storage, [Webhook(hook.address)]).evaluate(NOW)

    assert (state.is_known, kinds(hook)) == (False, ["opened"])
    write_health(storage, WELL)
    state = watcher(storage, [Webhook(hook.address)]).evaluate(NOW + MINUTE)
    assert (state.is_known, kinds(hook)) == (True, ["opened", "recovered"])


def test_what_is_remembered_reads_as_it_was_written(storage: Storage) -> None:
    write_health(storage, LATE)
    gone = Mail("smtp://127.0.0.1:1", "me@example.org")

    state = watcher(storage, [gone]).evaluate(NOW)

    assert read_state(storage)[0] == state != State()


def test_channels_are_those_of_the_environment() -> None:
    settings = alert_settings(
        {
            "DAYBOOK_ALERT_TOPIC": "arn:aws:sns:us-east-1:123456789012:alerts",
            "DAYBOOK_ALERT_WEBHOOK": "https://example.org/hook",
            "DAYBOOK_ALERT_MAIL": "smtps://me:secret@mail.example.org",
            "DAYBOOK_ALERT_MAIL_TO": "me@example.org",
            "DAYBOOK_ALERT_SILENT_HOURS": "30",
        }
    )

    assert [one.name for one in channels_of(settings)] == ["topic", "webhook", "mail"]
    assert settings.silent_hours == 30
    assert channels_of(alert_settings({})) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"DAYBOOK_ALERT_WEBHOOK": "file:///etc/passwd"},
        {"DAYBOOK_ALERT_WEBHOOK": "https://user:secret@[half"},
        {"DAYBOOK_ALERT_MAIL": "smtps://me:secret@mail.example.org"},
        {"DAYBOOK_ALERT_SILENT_HOURS": "often"},
        {"DAYBOOK_ALERT_SILENT_HOURS": "0"},
        {"DAYBOOK_ALERT_SILENT_HOURS": "nan"},
    ],
)
def test_a_wrong_setting_is_named_and_its_secret_is_not(wrong: dict[str, str]) -> None:
    with pytest.raises(AlertSettingsError) as refused:
        alert_settings(wrong)

    assert next(iter(wrong)) in str(refused.value)
    assert "secret" not in str(refused.value)

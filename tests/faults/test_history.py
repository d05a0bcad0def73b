"""The history of racing, dying writers: what was once readable stays, and never becomes another.

Threads land the same contents into one bucket at the same time, on other days and under other
names, through the code that the Lambda runs, and die at random points. A history is right if
exactly one payload is ever readable per key, every acknowledged write stays readable, and no read
goes back in time.
"""

import hashlib
import json
import os
import random
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import pytest

from ingestion import open_lake
from ingestion.contents import SourceObject
from ingestion.layout import RAW, claim_key, is_sidecar, sidecar_key
from ingestion.objects import object_landing
from ingestion.storage.s3 import S3Storage
from tests.buckets import Bucket, new_bucket
from tests.faults.lakes import AS_OF, Crash, no_household, states

SEEDS = range(int(os.environ.get("DAYBOOK_HISTORY_SEEDS", "100")))
# Histories of one lake have contents of their own; most requests of a new lake declare its tables.
SEEDS_PER_LAKE = 10
THREADS, ATTEMPTS = 3, 2
# A landing passes fewer points than this: the highest numbers are attempts that live.
MOST_POINTS = 14
HOUSEHOLD = no_household()


class Countdown:
    """Die at the n-th point; never where `left` is 0."""

    left = 0

    def __call__(self, point: str) -> None:
        """Count one point down."""
        self.left -= 1
        if self.left == 0:
            raise Crash(point)


class History:
    """What was read at each key, and what was acknowledged."""

    def __init__(self, storage: S3Storage) -> None:
        self.storage = storage
        self._seen: dict[str, bytes] = {}
        self._guard = threading.Lock()
        self.broken: list[str] = []
        self.acknowledged: set[str] = set()

    @property
    def address(self) -> str:
        """Return where the lake lies."""
        return f"s3://{self.storage.bucket}/{self.storage.prefix}"

    def read(self, key: str) -> bytes | None:
        """Read an object and hold it against what was read there before."""
        with self._guard:
            before = self._seen.get(key)
        now = self.storage.read(key)
        with self._guard:
            if before is not None and now is None:
                self.broken.append(f"{key} was readable and is gone")
            if now is not None and self._seen.setdefault(key, now) != now:
                self.broken.append(f"{key} became another")
        return now


@pytest.fixture(scope="module")
def shared(s3_endpoint: Mapping[str, str]) -> Bucket:
    """Make a bucket for all histories."""
    assert s3_endpoint
    return new_bucket(f"histories-{uuid4().hex}")


@pytest.mark.parametrize("seed", SEEDS)
def test_a_history_of_writers_that_die_is_right(shared: Bucket, seed: int) -> None:
    chance = random.Random(seed)
    contents = [states(f"sensor.a,{seed},2026-03-0{n}T10:00:00Z").encode() for n in (1, 2)]
    origins = [
        SourceObject(shared.name, key, shared.put(key, content)["VersionId"])
        for n, content in enumerate(contents)
        for key in (f"inbox/home/{seed}-{n}.csv", f"inbox/home/again {seed}-{n}.csv")
    ]
    history = History(S3Storage(shared.name, f"lake-{seed // SEEDS_PER_LAKE}"))
    # As a deployment does, before its first event.
    open_lake(history.address, AS_OF)
    plans = [
        [(chance.choice(origins), chance.randrange(1, MOST_POINTS)) for _ in range(ATTEMPTS)]
        for _ in range(THREADS)
    ]
    with ThreadPoolExecutor(THREADS) as pool:
        for day, plan in enumerate(plans):
            pool.submit(_attempts, history, day, plan)

    # Whoever is offered the same again finishes what the dead have left.
    _attempts(history, THREADS, [(origin, 0) for origin in origins[::2]])
    _check_end(history, contents)
    assert history.broken == [], f"seed {seed}"


def _attempts(history: History, day: int, plan: list[tuple[SourceObject, int]]) -> None:
    countdown = Countdown()
    lake = open_lake(history.address, AS_OF + timedelta(days=day), countdown)
    for origin, deadly in plan:
        countdown.left = deadly
        with suppress(Crash), object_landing(lake, HOUSEHOLD, "inbox") as landing:
            outcome = landing.land(origin)
            assert outcome.outcome in ("landed", "duplicate"), outcome
            assert outcome.content_id is not None
            history.acknowledged.add(outcome.content_id)
        for content_id in list(history.acknowledged):
            _read_all(history, content_id)


def _read_all(history: History, content_id: str) -> None:
    """Read everything that an acknowledged landing has promised."""
    claim = history.read(claim_key(content_id))
    raw_path = json.loads(claim)["raw_path"] if claim else f"what {content_id} claimed"
    for key in (raw_path, sidecar_key(raw_path)):
        if history.read(key) is None:
            history.broken.append(f"{key} was acknowledged and is not there")


def _check_end(history: History, contents: list[bytes]) -> None:
    """Check that each content has one raw object, with the bytes that were offered."""
    offered = {hashlib.sha256(content).hexdigest(): content for content in contents}
    assert history.acknowledged == set(offered)
    raw = [key for key in history.storage.walk(RAW) if not is_sidecar(key)]
    for content_id, content in offered.items():
        (key,) = [key for key in raw if f"/{content_id[:16]}_" in key]
        assert history.storage.read(key) == content

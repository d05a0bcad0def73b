"""The history of racing, dying writers: what was once readable stays, and never becomes another.

Threads land the same contents into one bucket at the same time, on other days and under other
names, through the code that the Lambda runs, and die at random points. A history is right if
exactly one payload is ever readable per key, every acknowledged write stays readable, and no read
goes back in time.
"""

import os
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest

from ingestion import Lake, open_lake
from ingestion.contents import SourceObject, read_claim
from ingestion.layout import RAW, claim_key, is_sidecar, sidecar_key
from ingestion.objects import object_landing
from ingestion.storage.s3 import S3Storage
from tests.buckets import Bucket
from tests.faults.lakes import AS_OF, Crash, no_household, states

SEEDS = range(int(os.environ.get("DAYBOOK_HISTORY_SEEDS", "40")))
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
        self._storage = storage
        self._seen: dict[str, bytes] = {}
        self._guard = threading.Lock()
        self.broken: list[str] = []
        self.acknowledged: set[str] = set()

    def read(self, key: str) -> bytes | None:
        """Read an object and hold it against what was read there before."""
        with self._guard:
            before = self._seen.get(key)
        now = self._storage.read(key)
        with self._guard:
            if before is not None and now is None:
                self.broken.append(f"{key} was readable and is gone")
            if now is not None and self._seen.setdefault(key, now) != now:
                self.broken.append(f"{key} became another")
        return now


@pytest.mark.parametrize("seed", SEEDS)
def test_a_history_of_writers_that_die_is_right(bucket: Bucket, seed: int) -> None:
    chance = random.Random(seed)
    contents = [states(f"sensor.a,{seed},2026-03-0{n}T10:00:00Z") for n in (1, 2)]
    origins = [
        SourceObject(bucket.name, key, bucket.put(key, text.encode())["VersionId"])
        for n, text in enumerate(contents)
        for key in (f"inbox/home/{n}.csv", f"inbox/home/again {n}.csv")
    ]
    history = History(S3Storage(bucket.name, "lake"))
    plans = [
        [(chance.choice(origins), chance.randrange(1, MOST_POINTS)) for _ in range(ATTEMPTS)]
        for _ in range(THREADS)
    ]
    with ThreadPoolExecutor(THREADS) as pool:
        for day, plan in enumerate(plans):
            pool.submit(_attempts, bucket, history, day, plan)

    # Whoever is offered the same again finishes what the dead have left.
    _attempts(bucket, history, THREADS, [(origin, 0) for origin in origins])
    _check_end(history, bucket, len(contents))
    assert history.broken == [], f"seed {seed}"


def _attempts(
    bucket: Bucket, history: History, day: int, plan: list[tuple[SourceObject, int]]
) -> None:
    countdown = Countdown()
    lake = open_lake(f"s3://{bucket.name}/lake", AS_OF + timedelta(days=day), countdown)
    for origin, deadly in plan:
        countdown.left = deadly
        with suppress(Crash), object_landing(lake, HOUSEHOLD, "inbox") as landing:
            outcome = landing.land(origin)
            assert outcome.outcome in ("landed", "duplicate"), outcome
            assert outcome.content_id is not None
            history.acknowledged.add(outcome.content_id)
        for content_id in list(history.acknowledged):
            _read_all(history, lake, content_id)


def _read_all(history: History, lake: Lake, content_id: str) -> None:
    """Read everything that an acknowledged landing has promised."""
    claim = read_claim(lake, content_id)
    assert claim is not None
    for key in (claim_key(content_id), claim.raw_path, sidecar_key(claim.raw_path)):
        if history.read(key) is None:
            history.broken.append(f"{key} was acknowledged and is not there")


def _check_end(history: History, bucket: Bucket, count: int) -> None:
    """Check that each content has one raw object, with the bytes that were offered."""
    storage = S3Storage(bucket.name, "lake")
    raw = [key for key in storage.walk(RAW) if not is_sidecar(key)]
    assert len(raw) == count
    assert len(history.acknowledged) == count
    assert len({storage.read(key) for key in raw}) == count

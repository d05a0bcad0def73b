"""One writer at a time of a lake in a bucket."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from ingestion.storage.bucket_access import client
from ingestion.storage.lease import LEASE_NAME, LeaseError, take_lease
from tests.buckets import Bucket

SHORT_SECONDS = 2.0


@pytest.fixture
def location(bucket: Bucket) -> str:
    return f"s3://{bucket.name}/lake"


def test_a_second_writer_is_told_who_writes_and_what_to_do(location: str) -> None:
    lease = take_lease(location, "dbt on host a")
    with pytest.raises(LeaseError, match=r"in use by dbt on host a, for \d+ more .* Wait until"):
        take_lease(location, "dbt on host b")
    lease.check()
    lease.release()


def test_a_released_lease_is_free_at_once(location: str, bucket: Bucket) -> None:
    take_lease(location, "a").release()
    assert bucket.keys("lake/") == []
    take_lease(location, "b").release()


def test_of_sixteen_writers_at_once_one_gets_the_lease(location: str) -> None:
    def take(number: int) -> bool:
        try:
            take_lease(location, f"writer {number}")
        except LeaseError:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(take, range(16))).count(True) == 1


def test_a_lease_is_renewed_for_as_long_as_its_holder_lives(location: str) -> None:
    lease = take_lease(location, "a", SHORT_SECONDS)
    time.sleep(1.5 * SHORT_SECONDS)
    lease.check()
    with pytest.raises(LeaseError):
        take_lease(location, "b")
    lease.release()


def test_the_lease_of_a_dead_writer_is_taken_over_when_it_expires(location: str) -> None:
    dead = take_lease(location, "dead", SHORT_SECONDS)
    dead._ended.set()
    time.sleep(SHORT_SECONDS + 1)
    take_lease(location, "b").release()
    with pytest.raises(LeaseError, match="was lost"):
        dead.check()


def test_a_writer_that_lost_its_lease_stops_and_leaves_the_other_ones_alone(
    location: str, bucket: Bucket
) -> None:
    lease = take_lease(location, "a", SHORT_SECONDS)
    key = f"lake/{LEASE_NAME}"
    client().put_object(
        Bucket=bucket.name, Key=key, Body=b'{"holder": "b", "duration_seconds": 60}'
    )
    time.sleep(SHORT_SECONDS / 2)
    with pytest.raises(LeaseError, match="was lost"):
        lease.check()
    lease.release()
    assert bucket.keys("lake/") == [key]

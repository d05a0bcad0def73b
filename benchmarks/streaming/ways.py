"""The ways in which a household's messages can reach bronze, each as its bill of a month."""

import csv
import math
from dataclasses import dataclass
from pathlib import Path

DAYS_A_MONTH = 30
_HOURS_A_MONTH = 24 * DAYS_A_MONTH
_SECONDS_A_DAY = 86_400
# A smart home with 30 sensors that say something every minute, as JSON of 250 bytes.
MESSAGES_A_DAY = 30 * 24 * 60
MESSAGE_BYTES = 250

# Firehose bills each record as whole units of 5 kB; Kinesis takes 1,000 records a second a shard.
_FIREHOSE_UNIT_BYTES = 5_000
_PUT_UNIT_BYTES = 25_000
_SHARD_MESSAGES_A_SECOND = 1_000
_SHARD_BYTES_A_SECOND = 1_000_000
# Firehose delivers after 15 minutes or 128 MB, whichever is first.
_DELIVERY_SECONDS = 900
_DELIVERY_BYTES = 128_000_000
# benchmarks/lambda_package.py: a second and less for a small object; the template's 1,769 MB.
_FUNCTION_SECONDS = 1.0
_FUNCTION_GIGABYTES = 1.769
# benchmarks/full_build.py and one_new_day.py: a refresh with the start of its container.
_REFRESH_SECONDS = 90
_CONTAINER_VCPUS = 2
_CONTAINER_GIGABYTES = 8
# The least that EMR Serverless runs: a driver and one executor, 1 vCPU and 4 GB each.
_STREAM_VCPUS = 2
_STREAM_GIGABYTES = 8


@dataclass(frozen=True)
class Way:
    """A way of bringing messages into bronze.

    name: as the table says it.
    carrier: what brings messages: files, firehose or kinesis.
    raw_age: how old the newest message in bronze may be.
    objects_a_day: objects that a household's gateway puts a day, for files.
    """

    name: str
    carrier: str
    raw_age: str
    objects_a_day: int = 0


WAYS = (
    Way("a file a day", "files", "a day", 1),
    Way("a file an hour", "files", "an hour", 24),
    Way("Firehose to files", "firehose", "15 minutes"),
    Way("Kinesis and Structured Streaming", "kinesis", "a minute"),
)


def prices() -> dict[str, float]:
    """Return the list prices of AWS, us-east-1, in US dollars by name."""
    with Path(__file__).with_name("prices.csv").open(encoding="utf-8") as file:
        return {row["name"]: float(row["usd"]) for row in csv.DictReader(file)}


def bringing_dollars(way: Way, households: int, price: dict[str, float]) -> float:
    """Return what bringing costs a month, in US dollars, without storage and free tiers."""
    return (
        _carrying(way, households, price)
        + _objects(way, households) * _landing(price)
        + (_stream(households, price) if way.carrier == "kinesis" else 0)
    )


def refresh_dollars(refreshes_a_day: int, households: int, price: dict[str, float]) -> float:
    """Return what building gold so often costs a month in containers, in US dollars."""
    an_hour = (
        _CONTAINER_VCPUS * price["fargate_vcpu"] + _CONTAINER_GIGABYTES * price["fargate_memory"]
    )
    refreshes = households * refreshes_a_day * DAYS_A_MONTH
    return refreshes * _REFRESH_SECONDS / 3600 * an_hour


def break_even_households(way: Way, other: Way, price: dict[str, float]) -> int:
    """Return from how many households on the first way costs less than the second."""
    return next(
        count
        for count in range(1, 1_000_000)
        if bringing_dollars(way, count, price) < bringing_dollars(other, count, price)
    )


def _carrying(way: Way, households: int, price: dict[str, float]) -> float:
    messages = households * MESSAGES_A_DAY * DAYS_A_MONTH
    if way.carrier == "firehose":
        billed_bytes = math.ceil(MESSAGE_BYTES / _FIREHOSE_UNIT_BYTES) * _FIREHOSE_UNIT_BYTES
        return messages * billed_bytes / 1e9 * price["firehose_ingested"]
    if way.carrier == "kinesis":
        units = messages * math.ceil(MESSAGE_BYTES / _PUT_UNIT_BYTES)
        shards = _shards(households)
        return shards * _HOURS_A_MONTH * price["kinesis_shard"] + units * price["kinesis_put_unit"]
    return 0


def _objects(way: Way, households: int) -> int:
    """Return how many objects arrive in a month; a stream writes to tables and needs none."""
    if way.carrier == "files":
        return households * way.objects_a_day * DAYS_A_MONTH
    if way.carrier == "kinesis":
        return 0
    # A household keeps a delivery stream of its own, so that an object belongs to one household.
    bytes_a_delivery = MESSAGES_A_DAY * MESSAGE_BYTES / _SECONDS_A_DAY * _DELIVERY_SECONDS
    a_day = _SECONDS_A_DAY / _DELIVERY_SECONDS * max(1, bytes_a_delivery / _DELIVERY_BYTES)
    return round(households * a_day * DAYS_A_MONTH)


def _landing(price: dict[str, float]) -> float:
    """Return what landing one object costs: its raw copy, claim, sidecar, occurrence, records."""
    compute = _FUNCTION_SECONDS * _FUNCTION_GIGABYTES * price["lambda_compute"]
    return 6 * price["s3_put"] + price["sqs_message"] + price["lambda_request"] + compute


def _stream(households: int, price: dict[str, float]) -> float:
    """Return the price of a stream that never stops, a pair of workers for each shard."""
    an_hour = (
        _STREAM_VCPUS * price["emr_serverless_vcpu"]
        + _STREAM_GIGABYTES * price["emr_serverless_memory"]
    )
    return _shards(households) * _HOURS_A_MONTH * an_hour


def _shards(households: int) -> int:
    messages_a_second = households * MESSAGES_A_DAY / _SECONDS_A_DAY
    return math.ceil(
        max(
            messages_a_second / _SHARD_MESSAGES_A_SECOND,
            messages_a_second * MESSAGE_BYTES / _SHARD_BYTES_A_SECOND,
        )
    )

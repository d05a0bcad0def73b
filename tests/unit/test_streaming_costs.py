"""What streams would cost: the decision states what the script says, and bills add up."""

from pathlib import Path

import pytest

from benchmarks.streaming.__main__ import report
from benchmarks.streaming.ways import WAYS, bringing_dollars, prices, refresh_dollars

RECORD = Path(__file__).resolve().parents[2] / "docs/decisions/0044-streams-end-in-files.md"


def test_the_decision_states_what_the_script_says() -> None:
    assert report() in RECORD.read_text(encoding="utf-8")


def test_firehose_bills_each_message_as_five_kilobytes() -> None:
    only_firehose = dict.fromkeys(prices(), 0.0) | {"firehose_ingested": 1.0}
    firehose = next(way for way in WAYS if way.carrier == "firehose")

    # 30 sensors, a message a minute, 30 days, 5 kB each.
    assert bringing_dollars(firehose, 1, only_firehose) == pytest.approx(
        30 * 1440 * 30 * 5_000 / 1e9
    )


def test_a_stream_costs_its_shard_and_workers_before_the_first_message() -> None:
    stream = next(way for way in WAYS if way.carrier == "kinesis")
    price = prices()
    hours = 24 * 30
    idle = hours * (
        price["kinesis_shard"]
        + 2 * price["emr_serverless_vcpu"]
        + 8 * price["emr_serverless_memory"]
    )

    assert idle < bringing_dollars(stream, 1, price) < 1.01 * idle


def test_gold_every_hour_costs_24_times_gold_once_a_day() -> None:
    price = prices()

    assert refresh_dollars(24, 3, price) == pytest.approx(24 * refresh_dollars(1, 3, price))

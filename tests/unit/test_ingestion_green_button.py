from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingestion.decoders.base import ExportTime, Record, Reject
from ingestion.decoders.green_button import GreenButton
from ingestion.decoders.green_button_xml import as_path, is_espi
from ingestion.errors import QuarantineError
from ingestion.tables import RECORD_TABLES

Row = dict[str, str | None] | str
POINT = "RetailCustomer/5/UsagePoint/1"
FORWARD = (
    "<accumulationBehaviour>4</accumulationBehaviour><commodity>1</commodity>"
    "<currency>840</currency><flowDirection>1</flowDirection><uom>72</uom>"
    "<powerOfTenMultiplier>-3</powerOfTenMultiplier><intervalLength>900</intervalLength>"
)
READING = (
    "<IntervalReading><cost>819</cost><ReadingQuality><quality>8</quality></ReadingQuality>"
    "<timePeriod><duration>3600</duration><start>1293868800</start></timePeriod>"
    "<value>450</value><consumptionTier>2</consumptionTier><tou>1</tou></IntervalReading>"
)


def link(rel: str, path: str) -> str:
    return f'<link rel="{rel}" href="https://example.org/espi/1_1/resource/{path}"/>'


def entry(resource: str, *links: str) -> str:
    return f"<entry>{''.join(links)}<content>{resource}</content></entry>"


def readings(*found: str, meter: str = "01", point: str = POINT) -> str:
    block = f"<IntervalBlock><interval/>{''.join(found)}</IntervalBlock>"
    up = f"{point}/MeterReading/{meter}/IntervalBlock"
    return entry(block, link("self", f"{up}/9"), link("up", up))


def meter(number: str, kind: str, point: str = POINT) -> str:
    own = f"{point}/MeterReading/{number}"
    return entry(
        "<MeterReading/>",
        link("self", own),
        link("up", f"{point}/MeterReading"),
        link("related", f"{own}/IntervalBlock"),
        link("related", f"ReadingType/{kind}"),
    )


def usage_point(kind: str = "0", point: str = POINT) -> str:
    resource = f"<UsagePoint><ServiceCategory><kind>{kind}</kind></ServiceCategory></UsagePoint>"
    related = link("related", "LocalTimeParameters/1")
    return entry(resource, link("self", point), link("related", f"{point}/MeterReading"), related)


def reading_type(number: str, said: str = FORWARD) -> str:
    return entry(f"<ReadingType>{said}</ReadingType>", link("self", f"ReadingType/{number}"))


CLOCK = entry(
    "<LocalTimeParameters><dstOffset>3600</dstOffset><tzOffset>-28800</tzOffset>"
    "</LocalTimeParameters>",
    link("self", "LocalTimeParameters/1"),
)
ATOM = 'xmlns="http://www.w3.org/2005/Atom" xmlns:espi="http://naesb.org/espi"'


def feed(*entries: str, updated: str = "2026-01-05T07:00:00Z") -> str:
    return f"<feed {ATOM}><updated>{updated}</updated>{''.join(entries)}</feed>"


WHOLE = feed(usage_point(), CLOCK, meter("01", "7"), reading_type("7"), readings(READING))


def decoded(folder: Path, content: str | bytes) -> list[Row]:
    """Return records as columns, rejects as their reason and detail, the export time as text."""
    file = folder / "feed.xml"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    found: list[Row] = []
    for item in GreenButton().decode(file):
        if isinstance(item, Record):
            columns = RECORD_TABLES[item.table].values
            found.append(dict(zip(columns, item.values, strict=True)))
        elif isinstance(item, Reject):
            detail = item.message.partition(" (")[2].partition(").")[0]
            found.append(f"{item.reason}: {detail}" if detail else item.reason)
        elif isinstance(item, ExportTime):
            found.append(item.at)
    return found


def column(folder: Path, content: str, name: str) -> list[str | None]:
    return [row[name] for row in decoded(folder, content) if isinstance(row, dict)]


def test_a_reading_is_told_by_its_usage_point_meter_and_type(tmp_path: Path) -> None:
    assert decoded(tmp_path, WHOLE) == [
        "2026-01-05T07:00:00.000000Z",
        {
            "usage_point": "RetailCustomer/5/UsagePoint/1",
            "meter_reading": "RetailCustomer/5/UsagePoint/1/MeterReading/01",
            "service_kind": "0",
            "commodity": "1",
            "flow_direction": "1",
            "accumulation_behaviour": "4",
            "uom": "72",
            "power_of_ten_multiplier": "-3",
            "currency": "840",
            "started_at": "2011-01-01T08:00:00Z",
            "duration_seconds": "3600",
            "value": "450",
            "cost": "819",
            "quality": "8",
            "tou": "1",
            "consumption_tier": "2",
            "time_zone_offset_seconds": "-28800",
        },
    ]


def test_entries_may_stand_in_any_order(tmp_path: Path) -> None:
    turned = feed(readings(READING), reading_type("7"), meter("01", "7"), CLOCK, usage_point())
    assert decoded(tmp_path, turned) == decoded(tmp_path, WHOLE)


def test_names_are_read_under_any_prefix(tmp_path: Path) -> None:
    names = ("feed", "updated", "entry", "link", "content")
    prefixed = WHOLE
    for name in names:
        prefixed = prefixed.replace(f"<{name}", f"<a:{name}").replace(f"</{name}", f"</a:{name}")
    prefixed = prefixed.replace('xmlns="', 'xmlns:a="')
    prefixed = prefixed.replace("IntervalReading>", "espi:IntervalReading>")
    assert decoded(tmp_path, prefixed) == decoded(tmp_path, WHOLE)


def test_each_meter_reading_has_the_type_that_it_is_linked_to(tmp_path: Path) -> None:
    reverse = FORWARD.replace("<flowDirection>1", "<flowDirection>19")
    content = feed(
        usage_point(),
        *(meter("01", "7"), reading_type("7"), readings(READING, meter="01")),
        *(meter("02", "8"), reading_type("8", reverse), readings(READING, meter="02")),
    )
    assert column(tmp_path, content, "flow_direction") == ["1", "19"]


def test_usage_points_of_one_feed_stay_apart(tmp_path: Path) -> None:
    other = "RetailCustomer/5/UsagePoint/2"
    content = feed(
        usage_point("0"),
        usage_point("1", other),
        *(meter("01", "7"), meter("01", "7", other), reading_type("7")),
        readings(READING, point=other),
        readings(READING),
    )
    assert column(tmp_path, content, "usage_point") == [other, POINT]
    assert column(tmp_path, content, "service_kind") == ["1", "0"]


def test_a_type_may_be_linked_by_its_own_way_up(tmp_path: Path) -> None:
    own = f"{POINT}/MeterReading"
    kinds = [
        entry(f"<ReadingType><uom>{uom}</uom></ReadingType>", link("up", f"{own}/{number}"))
        for number, uom in (("01", "72"), ("02", "38"))
    ]
    meters = [entry("<MeterReading/>", link("self", f"{own}/{number}")) for number in ("01", "02")]
    content = feed(usage_point(), *meters, *kinds, readings(READING, meter="02"))
    assert column(tmp_path, content, "uom") == ["38"]


def test_without_links_the_only_entries_are_meant(tmp_path: Path) -> None:
    content = feed(
        entry("<UsagePoint/>", link("self", POINT)),
        entry("<MeterReading/>"),
        entry(f"<ReadingType>{FORWARD}</ReadingType>"),
        entry(f"<IntervalBlock>{READING}</IntervalBlock>"),
    )
    assert column(tmp_path, content, "usage_point") == [POINT]
    assert column(tmp_path, content, "uom") == ["72"]


def test_a_reading_without_duration_lasts_as_long_as_its_type_says(tmp_path: Path) -> None:
    short = READING.replace("<duration>3600</duration>", "")
    assert column(tmp_path, WHOLE.replace(READING, short), "duration_seconds") == ["900"]


@pytest.mark.parametrize(
    ("stated", "instead", "reject"),
    [
        ("<start>1293868800</start>", "", "time_invalid: '' is no number of seconds since 1970"),
        ("1293868800", "2011-01-01", "time_invalid: '2011-01-01' is no number of seconds"),
        ("1293868800", "999999999999", "time_out_of_range: '999999999999'"),
        ("<duration>3600", "<duration>-1", "time_invalid: '-1' is no number of seconds"),
        ("<value>450</value>", "", "number_missing: value is empty"),
        ("<value>450", "<value>4,5", "number_invalid: '4,5' is not a number"),
    ],
)
def test_a_broken_reading_costs_itself(
    tmp_path: Path, stated: str, instead: str, reject: str
) -> None:
    broken = READING.replace(stated, instead)
    content = feed(usage_point(), reading_type("7"), readings(broken, READING))
    _, told, kept = decoded(tmp_path, content)
    assert isinstance(told, str)
    assert told.startswith(reject)
    assert isinstance(kept, dict)
    assert kept["value"] == "450"


def test_a_reading_of_no_usage_point_is_a_reject(tmp_path: Path) -> None:
    content = feed(entry(f"<IntervalBlock>{READING}</IntervalBlock>"))
    assert decoded(tmp_path, content)[1:] == ["meter_missing: no link leads to a usage point"]


def test_what_is_not_read_is_told_once_for_each_kind(tmp_path: Path) -> None:
    summary = entry("<UsageSummary><billLastPeriod>5</billLastPeriod></UsageSummary>")
    rejects = decoded(tmp_path, feed(usage_point(), summary, summary))[1:]
    assert rejects == ["unsupported_record: 2 of UsageSummary"]


@pytest.mark.parametrize(
    ("updated", "at"),
    [
        ("2024-06-21", "2024-06-21T00:00:00.000000Z"),
        ("2024-07-16T10:26:24", "2024-07-16T10:26:24.000000Z"),
        ("2024-07-16T10:26:24.5-05:00", "2024-07-16T15:26:24.000000Z"),
    ],
)
def test_the_feed_says_when_it_was_made(tmp_path: Path, updated: str, at: str) -> None:
    assert decoded(tmp_path, feed(updated=updated)) == [at]


def test_a_feed_without_a_readable_time_is_read_nevertheless(tmp_path: Path) -> None:
    assert decoded(tmp_path, feed(updated="last June")) == []


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (WHOLE[: len(WHOLE) // 2], "malformed.*ends before </feed>"),
        (WHOLE.replace("</IntervalBlock>", ""), "malformed.*line 1: mismatched tag"),
        (f'<!DOCTYPE feed [<!ENTITY a "b">]>{WHOLE}', "entities_forbidden"),
        (f'<?xml version="1.0" encoding="no-such"?>{WHOLE}', "encoding_invalid.*encoding"),
        (feed("<a>" * 200), "malformed.*inside 100 others"),
        (feed(f"<entry>{'x' * 2_000_000}"), "malformed"),
    ],
)
def test_a_broken_feed_is_refused(tmp_path: Path, content: str, refusal: str) -> None:
    with pytest.raises(QuarantineError) as raised:
        decoded(tmp_path, content)
    assert raised.value.code == refusal.partition(".")[0]
    assert refusal.rpartition(".*")[2] in f"{raised.value.code} {raised.value.message}"


def test_only_feeds_of_energy_use_are_taken_for_green_button() -> None:
    assert is_espi(WHOLE.encode())
    assert is_espi(b'<ns1:feed xmlns:ns0="http://naesb.org/espi">')
    assert not is_espi(b'<feed xmlns="http://www.w3.org/2005/Atom">')
    assert not is_espi(b'<feed xmlns:c="http://naesb.org/espi/customer">')


def test_links_name_the_same_thing_on_any_server() -> None:
    path = "RetailCustomer/5/UsagePoint/1"
    assert as_path(f"https://a.example/DataCustodian/espi/1_1/resource/{path}") == path
    assert as_path(f"https://b.example/espi/3_3/resource/{path}/") == path
    assert as_path(f" /{path}") == path


@given(st.binary(max_size=200), st.integers(0, len(WHOLE)))
@example(b"\xff\xfe", 0)
def test_any_bytes_end_in_items_or_a_refusal(mutation: bytes, place: int) -> None:
    content = WHOLE.encode()
    with TemporaryDirectory() as folder:
        for changed in (content[:place] + mutation, content[:place] + mutation + content[place:]):
            with suppress(QuarantineError):
                decoded(Path(folder), changed)

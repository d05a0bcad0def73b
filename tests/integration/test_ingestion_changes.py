"""What changes later: profiles, zones, the household's own files, replay, reconcile."""

import shutil
from pathlib import Path

import pytest

from households import load_household
from ingestion import (
    IngestionError,
    Lake,
    ingest,
    land_household,
    rebuild_index,
    reconcile,
    redecode_stale,
    replay,
)
from ingestion.tables import (
    ANNOTATIONS,
    CATEGORY_RULES,
    DECODED_MONTHS,
    FILES,
    METER_READINGS,
    STATES,
    TRANSACTIONS,
)
from tests.faults.lakes import (
    a_household,
    a_lake,
    current_rows,
    land,
    no_household,
    outcome_of,
    outcomes_of,
    rows_of,
    snapshot,
    state_of,
    states,
    write,
)

BANK = """\
name: my_bank
version: 1
reads: transactions
fields: {{booked_date: Day, amount: {column}, description: Text}}
"""
METER = "Zeitpunkt;Bezug (kWh);Einspeisung (kWh)\n01.07.2025 00:00;1;0\n"
SETTINGS = "bronze_household__settings"


def with_bank(folder: Path, column: str) -> Path:
    """Write a household whose bank profile reads the amount from a column, and a file."""
    a_household(
        folder,
        "  bank: {profile: my_bank}\n",
        {"my_bank": BANK.format(column=column)},
    )
    write(folder / "in" / "bank" / "a.csv", "Day,Amount,Text\n2026-01-02,5,x\n")
    return folder / "household"


def test_a_mended_profile_brings_the_rows_of_a_quarantined_file(tmp_path: Path) -> None:
    home = with_bank(tmp_path, "Betrag")
    lake = a_lake(tmp_path)
    first = ingest(lake, load_household(home), [tmp_path / "in"])
    assert outcome_of(first) == ("quarantined", "header_mismatch")
    with_bank(tmp_path, "Amount")
    report = redecode_stale(lake, load_household(home))
    assert outcome_of(report) == ("recovered", "recovered")
    assert [row["amount"] for row in current_rows(lake, TRANSACTIONS)] == ["5"]
    assert sorted(outcomes_of(lake)) == [
        ("quarantined", "header_mismatch"),
        ("recovered", "recovered"),
    ]


def test_a_mended_profile_counts_also_where_the_file_is_offered_again(tmp_path: Path) -> None:
    home = with_bank(tmp_path, "Betrag")
    lake = a_lake(tmp_path)
    ingest(lake, load_household(home), [tmp_path / "in"])
    with_bank(tmp_path, "Amount")
    assert outcome_of(ingest(lake, load_household(home), [tmp_path / "in"])) == ("landed", None)
    assert outcome_of(ingest(lake, load_household(home), [tmp_path / "in"])) == (
        "duplicate",
        "already_landed",
    )


def test_a_household_that_changes_nothing_of_a_file_writes_nothing(tmp_path: Path) -> None:
    home = with_bank(tmp_path, "Amount")
    lake = a_lake(tmp_path)
    ingest(lake, load_household(home), [tmp_path / "in"])
    before = snapshot(lake)
    a_household(tmp_path, "  bank: {profile: my_bank}\n  else: {decoder: ofx}\n")
    assert redecode_stale(lake, load_household(home)).outcomes == ()
    assert snapshot(lake) == before


def test_another_time_zone_reads_local_times_again_and_going_back_counts(tmp_path: Path) -> None:
    def started_at(zone: str) -> list[str]:
        write(home / "household.yml", f"version: 1\ntime_zone: {zone}\ncurrency: EUR\n")
        redecode_stale(lake, load_household(home))
        return [row["started_at"] for row in current_rows(lake, METER_READINGS)][:1]

    home = tmp_path / "household"
    a_household(tmp_path)
    write(tmp_path / "in" / "power" / "a.csv", METER)
    lake = a_lake(tmp_path)
    ingest(lake, load_household(home), [tmp_path / "in"])
    assert started_at("Europe/Amsterdam") == ["2025-06-30T22:00:00Z"]
    assert started_at("UTC") == ["2025-07-01T00:00:00Z"]
    assert started_at("Europe/Amsterdam") == ["2025-06-30T22:00:00Z"]


def test_a_move_reads_local_times_from_its_day_on_in_the_new_zone(tmp_path: Path) -> None:
    row = "{};1;0\n".format
    text = METER.splitlines()[0] + "\n" + row("30.06.2025 23:45") + row("01.07.2025 00:00")
    a_household(tmp_path)
    home = tmp_path / "household"
    lake = a_lake(tmp_path)
    ingest(lake, load_household(home), [write(tmp_path / "in" / "power" / "a.csv", text)])

    def started_at(moves: str) -> list[str]:
        document = f"version: 1\ntime_zone: Europe/Amsterdam\ncurrency: EUR\n{moves}"
        write(home / "household.yml", document)
        redecode_stale(lake, load_household(home))
        return [row["started_at"] for row in current_rows(lake, METER_READINGS)][::2]

    moved = started_at("moves: [{valid_from: 2025-07-01, time_zone: America/New_York}]\n")
    assert moved == ["2025-06-30T21:45:00Z", "2025-07-01T04:00:00Z"]
    assert started_at("") == ["2025-06-30T21:45:00Z", "2025-06-30T22:00:00Z"]


def test_another_map_of_a_source_reads_its_files_again(tmp_path: Path) -> None:
    entry = "  bank: {{profile: household_ledger, account: {{column: Mode, map: {{Cash: {}}}}}}}\n"
    accounts = "accounts: [{id: purse, kind: cash}, {id: box, kind: cash}]\n"
    header = "Date,Mode,Category,Subcategory,Note,Amount,Income/Expense,Currency\n"
    write(tmp_path / "in" / "bank" / "a.csv", header + "1/1/2026,Cash,Food,,x,5,Expense,EUR\n")
    lake = a_lake(tmp_path)
    for account in ("purse", "box"):
        household = a_household(tmp_path, entry.format(account) + accounts)
        ingest(lake, household, [tmp_path / "in"])
        assert [row["account"] for row in current_rows(lake, TRANSACTIONS)] == [account]


def test_a_zone_that_the_source_states_is_not_assumed(tmp_path: Path) -> None:
    def reading(sources: str) -> tuple[str, str]:
        household = a_household(tmp_path, sources)
        ingest(lake, household, [tmp_path / "in"])
        (row, _) = current_rows(lake, METER_READINGS)
        return row["started_at"], row["is_time_zone_assumed"]

    write(tmp_path / "in" / "power" / "a.csv", METER)
    lake = a_lake(tmp_path)
    entry = "  power: {{profile: sample_electricity{}}}\n"
    assert reading(entry.format("")) == ("2025-06-30T22:00:00Z", "true")
    same = reading(entry.format(", time_zone: Europe/Amsterdam"))
    assert same == ("2025-06-30T22:00:00Z", "false")
    assert reading(entry.format(", time_zone: UTC")) == ("2025-07-01T00:00:00Z", "false")


def test_states_in_utc_do_not_depend_on_the_households_zone(tmp_path: Path) -> None:
    lake = a_lake(tmp_path)
    file = write(tmp_path / "a.csv", states("sensor.a,1,2026-01-01T00:00:00Z"))
    ingest(lake, no_household(), [file])
    (before,) = current_rows(lake, STATES)
    redecode_stale(lake, a_household(tmp_path))
    assert current_rows(lake, STATES) == [before]


def test_only_the_last_household_counts_and_going_back_makes_an_earlier_one_count(
    tmp_path: Path,
) -> None:
    def landed(zone: str) -> list[str]:
        write(home / "household.yml", f"version: 1\ntime_zone: {zone}\ncurrency: EUR\n")
        land_household(lake, load_household(home))
        return [row["time_zone"] for row in current_rows(lake, SETTINGS)]

    home = tmp_path / "household"
    lake = a_lake(tmp_path)
    assert landed("UTC") == ["UTC"]
    assert landed("Europe/Paris") == ["Europe/Paris"]
    assert landed("UTC") == ["UTC"]
    before = snapshot(lake)
    assert landed("UTC") == ["UTC"]
    assert snapshot(lake) == before


def test_without_a_household_folder_the_defaults_land(tmp_path: Path) -> None:
    lake = a_lake(tmp_path)
    assert outcome_of(land_household(lake, no_household())) == ("landed", None)
    assert outcome_of(land_household(lake, no_household())) == ("duplicate", "already_landed")
    (people,) = current_rows(lake, "bronze_household__people")
    assert (people["person_id"], people["_source"]) == ("me", "household")


def test_rules_and_corrections_land_each_under_its_name(tmp_path: Path) -> None:
    a_household(tmp_path)
    home = tmp_path / "household"
    write(home / "rules" / "shopping.csv", "same,bytes\n")
    write(home / "corrections" / "splits.csv", "same,bytes\n")
    lake = a_lake(tmp_path)
    report = land_household(lake, load_household(home))
    assert report.count("landed") == 3
    assert {Path(row["source_key"]).name for row in rows_of(lake, FILES)} >= {"household.yml"}
    assert land_household(lake, load_household(home)).count("duplicate") == 3


RULES = "category,pattern\n{},x\n"


def categories_of(lake: Lake) -> list[str]:
    return [row["category"] for row in current_rows(lake, CATEGORY_RULES)]


def states_of_documents(lake: Lake) -> list[str]:
    return sorted(
        row["state"] for row in rows_of(lake, FILES) if "household.yml" not in row["source_key"]
    )


def test_a_file_taken_out_of_the_household_counts_no_more_until_it_is_back(tmp_path: Path) -> None:
    a_household(tmp_path)
    home = tmp_path / "household"
    file = write(home / "rules" / "categories.csv", RULES.format("food"))
    lake = a_lake(tmp_path)
    land_household(lake, load_household(home))
    file.unlink()
    (removed,) = (one for one in land_household(lake, load_household(home)).outcomes if one.is_news)
    assert (removed.outcome, removed.path) == ("landed", "rules/categories.csv (removed)")
    assert categories_of(lake) == []
    before = snapshot(lake)
    assert land_household(lake, load_household(home)).count("landed") == 0
    assert snapshot(lake) == before
    write(file, RULES.format("food"))
    land_household(lake, load_household(home))
    assert categories_of(lake) == ["food"]
    assert {row["category"] for row in rows_of(lake, CATEGORY_RULES)} == {"food"}


def test_a_household_folder_that_is_gone_takes_its_rules_with_it(tmp_path: Path) -> None:
    a_household(tmp_path)
    write(tmp_path / "household" / "rules" / "categories.csv", RULES.format("food"))
    lake = a_lake(tmp_path)
    land_household(lake, load_household(tmp_path / "household"))
    land_household(lake, no_household())
    assert categories_of(lake) == []


def test_the_last_readable_version_counts_while_a_file_is_refused(tmp_path: Path) -> None:
    a_household(tmp_path)
    home = tmp_path / "household"
    lake = a_lake(tmp_path)

    def landed(text: str) -> tuple[list[str], list[str]]:
        write(home / "rules" / "categories.csv", text)
        land_household(lake, load_household(home))
        return categories_of(lake), states_of_documents(lake)

    assert landed(RULES.format("food")) == (["food"], ["decoded"])
    assert landed("categroy\nfood\n") == (["food"], ["decoded", "quarantined"])
    before = snapshot(lake)
    assert landed("categroy\nfood\n") == (["food"], ["decoded", "quarantined"])
    assert snapshot(lake) == before
    assert landed(RULES.format("fun")) == (["fun"], ["decoded", "replaced", "replaced"])
    assert landed(RULES.format("food")) == (["food"], ["decoded", "replaced", "replaced"])


def test_a_refused_file_that_is_taken_away_needs_nobody(tmp_path: Path) -> None:
    a_household(tmp_path)
    home = tmp_path / "household"
    file = write(home / "rules" / "categories.csv", "categroy\nfood\n")
    lake = a_lake(tmp_path)
    land_household(lake, load_household(home))
    file.unlink()
    land_household(lake, load_household(home))
    assert states_of_documents(lake) == ["decoded", "replaced"]


def test_an_empty_file_of_the_inbox_stays_refused_when_a_rules_file_is_taken_away(
    tmp_path: Path,
) -> None:
    a_household(tmp_path)
    home = tmp_path / "household"
    rules = write(home / "rules" / "categories.csv", RULES.format("food"))
    lake = a_lake(tmp_path)
    land_household(lake, load_household(home))
    ingest(lake, load_household(home), [write(tmp_path / "in" / "empty.csv", "")])
    rules.unlink()
    land_household(lake, load_household(home))
    (empty,) = (row for row in rows_of(lake, FILES) if row["file_size_bytes"] == 0)
    assert (empty["state"], empty["reason"]) == ("quarantined", "empty_file")
    assert categories_of(lake) == []


def test_a_lake_rebuilt_from_raw_knows_what_was_removed_and_refused(tmp_path: Path) -> None:
    a_household(tmp_path)
    home = tmp_path / "household"
    lake = a_lake(tmp_path)
    for text in (RULES.format("food"), "categroy\n", RULES.format("fun"), None):
        file = home / "rules" / "categories.csv"
        file.unlink() if text is None else write(file, text)
        write(home / "rules" / "annotations.csv", "metric_id,date_from,cause\nm,2026-01-01,x\n")
        land_household(lake, load_household(home))
    write(home / "rules" / "annotations.csv", "cause\n")
    land_household(lake, load_household(home))

    rebuilt = rebuilt_from_raw(lake, tmp_path / "scratch")
    replay(rebuilt, load_household(home))
    assert state_of(rebuilt) == state_of(lake)
    assert categories_of(rebuilt) == []
    assert len(current_rows(rebuilt, ANNOTATIONS)) == 1


def test_replaying_a_table_brings_no_removed_file_back(tmp_path: Path) -> None:
    a_household(tmp_path)
    home = tmp_path / "household"
    rules = write(home / "rules" / "categories.csv", RULES.format("food"))
    lake = a_lake(tmp_path)
    land_household(lake, load_household(home))
    rules.unlink()
    land_household(lake, load_household(home))
    replay(lake, load_household(home), table=CATEGORY_RULES)
    assert categories_of(lake) == []


def rebuilt_from_raw(lake: Lake, folder: Path) -> Lake:
    """Return a lake with nothing but what a rebuild starts from."""
    for part in ("raw", "claims", "occurrences"):
        shutil.copytree(lake.path / "bronze" / part, folder / "lake" / "bronze" / part)
    shutil.copy(lake.path / "lake.json", folder / "lake" / "lake.json")
    return a_lake(folder)


def test_replay_gives_the_same_records_with_a_later_commit(tmp_path: Path) -> None:
    lake = a_lake(tmp_path)
    file = write(tmp_path / "a.csv", states("sensor.a,1,2026-01-01T00:00:00Z"))
    land_household(lake, no_household())
    ingest(lake, no_household(), [file])
    before, commits = state_of(lake), [row["committed_at"] for row in rows_of(lake, FILES)]
    report = replay(lake, no_household())
    assert report.count("recovered") == 2
    assert report.exit_status == 0
    assert state_of(lake) == before
    assert all(
        new > old
        for old, new in zip(
            commits, [row["committed_at"] for row in rows_of(lake, FILES)], strict=True
        )
    )


def test_replay_takes_a_choice(tmp_path: Path) -> None:
    lake = a_lake(tmp_path)
    for name in ("one", "two"):
        write(tmp_path / "in" / name / "a.csv", states(f"sensor.{name},1,2026-01-01T00:00:00Z"))
    ingest(lake, no_household(), [tmp_path / "in"])
    (one,) = replay(lake, no_household(), source="one").outcomes
    assert one.source == "one"
    assert one.content_id is not None
    (same,) = replay(lake, no_household(), content_id=one.content_id[:10]).outcomes
    assert same.content_id == one.content_id
    assert len(replay(lake, no_household(), table=STATES).outcomes) == 2
    assert replay(lake, no_household(), table=TRANSACTIONS).outcomes == ()
    with pytest.raises(IngestionError, match="No content has the id ffff"):
        replay(lake, no_household(), content_id="ffff")


def test_replay_rebuilds_a_lake_from_raw_claims_and_occurrences(tmp_path: Path) -> None:
    home = with_bank(tmp_path, "Amount")
    lake = a_lake(tmp_path)
    write(home / "rules" / "categories.csv", "category,pattern\na,b\n")
    write(tmp_path / "in" / "x.txt", "unknown")
    write(tmp_path / "in" / "empty.csv", "")
    write(tmp_path / "in" / "ha" / "a.csv", states("sensor.a,1,2026-01-01T00:00:00Z", "bad"))
    for zone in ("UTC", "Europe/Paris", "UTC"):
        text = (home / "household.yml").read_text().splitlines()
        text[1] = f"time_zone: {zone}"
        write(home / "household.yml", "\n".join(text) + "\n")
        land_household(lake, load_household(home))
    ingest(lake, load_household(home), [tmp_path / "in"])

    rebuilt = rebuilt_from_raw(lake, tmp_path / "scratch")
    replay(rebuilt, load_household(home))
    assert state_of(rebuilt) == state_of(lake)
    assert [row["time_zone"] for row in current_rows(rebuilt, SETTINGS)] == ["UTC"]


def test_reconcile_of_a_whole_lake_finds_nothing(tmp_path: Path) -> None:
    lake = a_lake(tmp_path)
    land_household(lake, no_household())
    write(tmp_path / "in" / "a.csv", states("sensor.a,1,2026-01-01T00:00:00Z"))
    write(tmp_path / "in" / "b.csv", "unknown")
    ingest(lake, no_household(), [tmp_path / "in"])
    before = snapshot(lake)
    assert reconcile(lake, no_household(), tmp_path / "in").outcomes == ()
    assert snapshot(lake) == before


@pytest.mark.parametrize("lost", ["claims", "sidecar", "decodes", "records", "raw", "index"])
def test_reconcile_brings_back_what_was_lost(tmp_path: Path, lost: str) -> None:
    lake = a_lake(tmp_path)
    file = write(tmp_path / "in" / "a.csv", states("sensor.a,1,2026-01-01T00:00:00Z"))
    ingest(lake, no_household(), [file])
    before = state_of(lake)
    patterns = {
        "claims": "claims/*.json",
        "sidecar": "raw/**/*.metadata.json",
        "decodes": "decodes/*/*.json",
        "records": f"{STATES}/*/*.parquet",
        "raw": "raw/*/*/*_a.csv",
        "index": "bronze_operations__[fd]*/*/*.parquet",
    }
    gone = list((lake.path / "bronze").glob(patterns[lost]))
    assert gone
    for one in gone:
        one.unlink()
    report = reconcile(lake, no_household(), None)
    if lost == "index":
        rebuild_index(lake)
    else:
        assert outcome_of(report) == ("recovered", "recovered")
    assert all(one.exists() for one in gone)
    after = state_of(lake)
    assert after["months"] == before["months"]
    assert after[STATES] == before[STATES]
    assert reconcile(lake, no_household(), None).outcomes == ()


def test_a_claim_whose_bytes_are_nowhere_fails_and_says_so(tmp_path: Path) -> None:
    lake = a_lake(tmp_path)
    file = write(tmp_path / "a.csv", states("sensor.a,1,2026-01-01T00:00:00Z"))
    ingest(lake, no_household(), [file])
    next((lake.path / "bronze/raw").glob("*/*/*_a.csv")).unlink()
    file.unlink()
    report = reconcile(lake, no_household(), None)
    assert outcome_of(report) == ("failed", "raw_missing")
    assert report.exit_status == 1


def test_reconcile_lands_what_the_inbox_has_and_the_lake_has_not(tmp_path: Path) -> None:
    lake = a_lake(tmp_path)
    write(tmp_path / "in" / "ha" / "a.csv", states("sensor.a,1,2026-01-01T00:00:00Z"))
    report = reconcile(lake, no_household(), tmp_path / "in")
    assert outcome_of(report) == ("recovered", "recovered")
    assert report.as_json()["recovered"] == 1
    assert len(current_rows(lake, STATES)) == 1


def test_a_damaged_cache_is_built_again(tmp_path: Path) -> None:
    land(tmp_path, states("sensor.a,1,2026-01-01T00:00:00Z"))
    lake = a_lake(tmp_path)
    before = state_of(lake)
    for damage in (b"no database", b""):
        (lake.path / "bronze/.catalog.sqlite").write_bytes(damage)
        land(tmp_path, states("sensor.a,1,2026-01-01T00:00:00Z"))
        rebuild_index(lake)
        assert state_of(lake) == before
    assert len(rows_of(lake, DECODED_MONTHS)) == 1

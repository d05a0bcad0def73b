"""Every file of the real data folder: what reads it, its records, its rejects with their reasons.

The files are landed in a scratch lake with the household of examples/real_data, and the table
goes to docs/files-read.md.
"""

import argparse
import os
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.timing import PROJECT
from households import load_household
from ingestion import FileOutcome, ingest, land_household, open_lake
from ingestion.layout import source_name
from ingestion.tables import FILES, REJECTS
from runner.tables import read_record_rows

PAGE = PROJECT / "docs" / "files-read.md"
HOUSEHOLD = PROJECT / "examples" / "real_data"
AS_OF = datetime(2026, 7, 1, 6, tzinfo=UTC)

# The source of files whose folder is not named like the household's entry for them. The first
# pattern that fits a path counts; a file that none fits has its folder's name as its source.
SOURCES = {
    "smart_home/ha_history_wkcollis/*": "home_assistant",
    "smart_home/energy_providers/DSMR-reader/*": "dsmr",
    "fitness/fitbit_fitabase_apr_may/*": "fitbit",
    "smart_home/energy_providers/Fluvius/*": "fluvius",
    "smart_home/energy_providers/SMA/*": "sma",
    "smart_home/energy_providers/Enphase/*": "enphase",
    "smart_home/energy_providers/Shelly_EM3/*A.csv": "shelly_a",
    "smart_home/energy_providers/Shelly_EM3/*B.csv": "shelly_b",
    "smart_home/energy_providers/Shelly_EM3/*C.csv": "shelly_c",
    "smart_home/energy_providers/SolarEdge/*": "solaredge",
    "smart_home/energy_providers/GreenChoice/*": "greenchoice",
    "smart_home/energy_providers/Domoticz/*": "domoticz",
    "smart_home/energy_providers/Grafana/*": "grafana",
    "smart_home/energy_providers/InfluxDB/*": "chronograf",
    "smart_home/energy_providers/Home_Assistant/*": "epoch_counter",
    "smart_home/energy_providers/HomeWizard/*phase*": "homewizard_kwh",
    "smart_home/energy_providers/HomeWizard/*P1g*": "homewizard_gas",
    "smart_home/energy_providers/HomeWizard/*Water*": "homewizard_water",
    "smart_home/energy_providers/HomeWizard/*elec*": "homewizard_p1",
    "smart_home/energy_providers/EDC-CR/*": "shared_energy",
    "smart_home/energy_providers/MeterN/*FV_Totale*": "metern_solar",
    "smart_home/energy_providers/MeterN/*Prelievi*": "metern_from_grid",
    "smart_home/energy_providers/MeterN/*Immissioni*": "metern_to_grid",
    "smart_home/hvac_baseline_wkcollis/monthly_gas_scg.csv": "utility_gas",
    "smart_home/hvac_baseline_wkcollis/monthly_dhw_navien.csv": "utility_hot_water",
    "smart_home/hvac_baseline_wkcollis/monthly_electricity_eversource.csv": "utility_power",
    "smart_home/hvac_baseline_wkcollis/daily_temperature.csv": "weather",
    "smart_home/uci_household_daily/*": "uci",
    "fitness/apple_health_alxdrcirilo/*": "apple_alxdrcirilo",
    "fitness/apple_health_comocomo/*": "apple_comocomo",
    "fitness/apple_health_tdda/*": "apple_tdda",
    "finance/household_2015_2018/*": "ledger",
    "finance/ofx_ofxparse/*": "statements",
    "finance/bank_csv_bank2ynab/2018-*_bunq-transactieoverzicht.csv": "bunq_dutch",
    "finance/bank_csv_bank2ynab/2019-*_bunq-statement.csv": "bunq_english",
    "finance/bank_csv_bank2ynab/20171001-20171106.csv": "n26_german",
    "finance/bank_csv_bank2ynab/20180226-1000594757-umsatz.CSV": "sparkasse_account",
    "finance/bank_csv_bank2ynab/umsatz-1234________1234-20180227.CSV": "sparkasse_card",
    "finance/bank_csv_bank2ynab/Umsaetze_KtoNr*.CSV": "commerzbank",
    "finance/bank_csv_bank2ynab/20180226_12345678.csv": "first_direct",
    "finance/bank_csv_bank2ynab/CSV_A_*.csv": "rabobank",
    "finance/bank_csv_bank2ynab/MS_JANE_SMITH_*.csv": "john_lewis",
    "finance/bank_csv_bank2ynab/MonzoDataExport_*.csv": "monzo",
    "finance/bank_csv_bank2ynab/Movements_*.csv": "raiffeisenbank_cz",
    "finance/bank_csv_bank2ynab/TH_*.csv": "ceska_sporitelna",
    "finance/bank_csv_bank2ynab/TransactionHistory_*.csv": "ocbc",
    "finance/bank_csv_bank2ynab/W80844_EBH_*.csv": "erste_hungary",
    "finance/bank_csv_bank2ynab/dba33f*.csv": "posb",
    "finance/bank_csv_bank2ynab/export_BE*.csv": "kbc_account",
    "finance/bank_csv_bank2ynab/export_KBC-Mastercard*.csv": "kbc_card",
    "finance/bank_csv_bank2ynab/kta_ei.dat": "raiffeisen_at_kta",
    "finance/bank_csv_bank2ynab/statement_1.csv": "barclaycard",
    "finance/bank_csv_bank2ynab/test_BOI_*.csv": "bank_of_ireland",
    "finance/bank_csv_bank2ynab/test_swedebank_*.xls": "swedbank",
    "finance/bank_csv_bank2ynab/test_raiffeisen_*.csv": "raiffeisen_at",
    "finance/bank_csv_bank2ynab/test_regex_*.csv": "raiffeisen_at",
    "finance/bank_csv_bank2ynab/test_headers.csv": "made_up_header",
    "finance/bank_csv_bank2ynab/test_delimiter_tab.csv": "made_up_tabs",
    "finance/bank_csv_bank2ynab/test_row_format_default.csv": "made_up_two_columns",
    "finance/bank_csv_bank2ynab/test_row_format_neg_inflow.csv": "made_up_sign",
    "finance/bank_csv_bank2ynab/test_row_format_CD_flag.csv": "made_up_flag",
    "finance/bank_csv_cvigo/FinPension_*.csv": "finpension",
    "finance/bank_csv_cvigo/IBKR_*.csv": "ibkr",
    "finance/bank_csv_cvigo/Mintos_*.csv": "mintos",
    "finance/bank_csv_cvigo/N26_*.csv": "n26_english",
    "finance/bank_csv_cvigo/Neon_*.csv": "neon",
    "finance/bank_csv_cvigo/Revolut_CHF_*.csv": "revolut_chf",
    "finance/bank_csv_cvigo/Revolut_EUR_*.csv": "revolut_eur",
    "finance/bank_csv_cvigo/Telegram_*.csv": "telegram",
    "finance/bank_csv_cvigo/ZKB_*.csv": "zkb",
    "finance/bank_csv_viseca/viseca.csv": "viseca",
}

INTRODUCTION = """\
# Files read

What Daybook makes of {total} real files that people published.

| outcome | files | records | rejects |
| --- | ---: | ---: | ---: |
| read | {landed} | {records} | {rejects} |
| the same bytes as another file | {duplicate} | | |
| kept, with the reason why it is not read | {quarantined} | | |

The files are no part of this repository.
`make files` writes this page: it lands them all, with the household of \
[examples/real_data](../examples/real_data/household.yml).
[reasons.md](reasons.md) says what each reason means and what to do.
"""


@dataclass(frozen=True)
class FileRead:
    """What became of one file. `path` is relative to the data folder."""

    path: Path
    outcome: FileOutcome
    reader: str
    reject_reasons: Mapping[str, int]


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=os.environ.get("DAYBOOK_REAL_DATA"))
    arguments = parser.parse_args()
    if arguments.data is None:
        raise SystemExit("Name the folder of real files by --data or DAYBOOK_REAL_DATA.")
    PAGE.write_text(page_of(arguments.data), "utf-8")
    print(f"{PAGE} is written")


def page_of(data: Path) -> str:
    """Land every file of a folder in a scratch lake and return the page about them."""
    with tempfile.TemporaryDirectory(prefix="daybook-files-") as scratch:
        files = read_files(data.absolute(), Path(scratch) / "lake")
    by_folder: dict[str, list[FileRead]] = defaultdict(list)
    for file in files:
        by_folder[file.path.parent.as_posix()].append(file)
    parts = [_introduction(files)]
    parts += [_folder_part(name, by_folder[name]) for name in sorted(by_folder)]
    return "\n".join(parts)


def read_files(data: Path, lake_folder: Path) -> list[FileRead]:
    """Land every file in a new lake and return what became of each, sorted by path."""
    lake, household = open_lake(lake_folder, AS_OF), load_household(HOUSEHOLD)
    land_household(lake, household)
    outcomes = [
        outcome
        for source, paths in sorted(_by_source(data).items())
        for outcome in ingest(lake, household, paths, source=source).outcomes
    ]
    bronze = lake_folder / "bronze"
    readers = {row["content_id"]: row["decoder"] for row in read_record_rows(bronze / FILES)}
    rejects: dict[str, Counter[str]] = defaultdict(Counter)
    for row in read_record_rows(bronze / REJECTS):
        rejects[row["_content_id"]][row["reason"]] += 1
    found = [
        FileRead(
            Path(outcome.path).relative_to(data),
            outcome,
            readers.get(outcome.content_id or "", ""),
            rejects.get(outcome.content_id or "", {}),
        )
        for outcome in outcomes
    ]
    return sorted(found, key=lambda file: file.path.as_posix())


def _by_source(data: Path) -> Mapping[str, Sequence[Path]]:
    """Return the files of each source; those directly in the data folder describe it."""
    found: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(data.glob("*/**/*")):
        if path.is_file():
            found[source_of(path.relative_to(data))].append(path)
    return found


def source_of(path: Path) -> str:
    """Return the source to which a file of the data folder belongs; its path is relative."""
    named = (source for pattern, source in SOURCES.items() if path.match(pattern))
    return next(named, source_name(path.parent.name))


def _introduction(files: Sequence[FileRead]) -> str:
    counts = Counter(file.outcome.outcome for file in files)
    landed = [file.outcome for file in files if file.outcome.outcome == "landed"]
    return INTRODUCTION.format(
        total=len(files),
        landed=counts["landed"],
        duplicate=counts["duplicate"],
        quarantined=counts["quarantined"],
        records=sum(one.records for one in landed),
        rejects=sum(one.rejects for one in landed),
    )


def _folder_part(name: str, files: Sequence[FileRead]) -> str:
    header = ("file", "read by", "records", "rejects")
    rows = [header, ("---", "---", "---:", "---"), *map(_row, files)]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join((f"## {name}", "", *lines, ""))


def _row(file: FileRead) -> tuple[str, str, str, str]:
    name = file.path.name.replace("|", "\\|")
    outcome = file.outcome
    if outcome.outcome == "landed":
        return name, file.reader, str(outcome.records), ", ".join(_rejects(file))
    return name, f"not read: `{outcome.reason}`", "", ""


def _rejects(file: FileRead) -> Iterator[str]:
    return (f"{count} `{reason}`" for reason, count in sorted(file.reject_reasons.items()))


if __name__ == "__main__":
    main()

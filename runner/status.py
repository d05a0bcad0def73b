"""`daybook status`: what is up, and what needs a person."""

import argparse
from collections import Counter

from ingestion.layout import HOUSEHOLD_SOURCE, without_controls
from ingestion.storage.locations import Location
from observability.alerts.health import read_health
from runner.gate import reasons, why_stale
from runner.publication import Publication, read_publication
from runner.run_history import begun_runs, is_dead, read_last_run
from runner.settings import Settings
from runner.tables import read_delta_rows, read_record_rows

NEEDS_A_PERSON = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command (none but the common ones)."""


def run(settings: Settings, _arguments: argparse.Namespace) -> int:
    """Print what is up and what is not; 3 when something needs a person."""
    published = read_publication(settings.lake)
    stale = _print_runs(settings, published)
    if published is None:
        print(f"{settings.lake}: nothing is published yet. Run `daybook refresh`.")
        return NEEDS_A_PERSON
    late = _print_freshness(settings.lake)
    paging = _print_signals(settings.lake)
    quarantined = _print_quarantine(settings.lake)
    findings = _print_findings(settings.lake)
    own_rejects = _print_rejects(settings.lake)
    needs = (stale, late, paging, quarantined, findings, own_rejects)
    return NEEDS_A_PERSON if any(needs) else 0


def _print_runs(settings: Settings, published: Publication | None) -> bool:
    """Tell which run is up and why it is not the last; return whether it is not."""
    if published is not None:
        print(f"last good run: {published.run_id}, numbers as of {published.as_of}")
    last = read_last_run(settings.lake)
    stale = why_stale(settings.lake, published, last)
    if stale and last is not None:
        print(f"\n{stale}")
        for reason in reasons(settings, last.build):
            print(f"  {reason}")
    begun = begun_runs(settings.lake)
    for one in begun:
        how = "was killed: run it again" if is_dead(one) else f"is at work on {one['host']}"
        print(f"\nthe refresh of {one['as_of']} {how}")
    return bool(stale) or any(map(is_dead, begun))


def _print_freshness(lake: Location) -> int:
    rows = read_delta_rows(lake / "silver" / "silver_operations__source_freshness")
    print("\nsources")
    for row in sorted(rows, key=lambda row: row["source_name"]):
        print(
            f"  {row['freshness']:<9} {row['source_name']:<20} covered until "
            f"{row['covered_until_at']:%Y-%m-%d %H:%M} UTC, {row['count_files']} files"
        )
    return sum(row["freshness"] == "late" for row in rows)


def _print_signals(lake: Location) -> int:
    """Tell which metrics stand out at their newest value, as published; return those that page."""
    health = read_health(lake.storage)
    newest = health.newest_points if health else {}
    found = [
        signal
        for signal in (health.signals if health else ())
        if signal.observed_at == newest.get(signal.metric_id)
    ]
    paging = [signal for signal in found if signal.severity == "page"]
    print(f"\nunusual: {len(paging)} signals that page, {len(found) - len(paging)} in the log")
    for signal in sorted(paging, key=lambda signal: signal.metric_id):
        print(without_controls(f"  {signal.metric_id}: {signal.explanation}"))
    return len(paging)


def _print_quarantine(lake: Location) -> int:
    rows = [
        row
        for row in read_record_rows(lake / "bronze" / "bronze_operations__files")
        if row["state"] == "quarantined"
    ]
    print(f"\nquarantine: {len(rows)} files")
    for row in sorted(rows, key=lambda row: row["source_key"]):
        print(without_controls(f"  {row['source_key']} ({row['reason']}): {row['message']}"))
    return len(rows)


def _print_findings(lake: Location) -> int:
    rows = read_delta_rows(lake / "silver" / "silver_operations__findings")
    print(f"\nlooks wrong: {len(rows)}")
    for row in sorted(rows, key=lambda row: (row["finding"], row["subject"])):
        print(without_controls(f"  {row['subject']} ({row['finding']}): {row['message']}"))
    return len(rows)


def _print_rejects(lake: Location) -> int:
    """Count rejects by table and reason: one bad row is kept, and no call for a person.

    Return the number of those in the household's own files, which a person wrote and can mend.
    """
    rows = read_delta_rows(lake / "silver" / "silver_operations__rejects")
    counts = Counter((row["table_name"], row["reason"]) for row in rows)
    examples = {(row["table_name"], row["reason"]): row["message"] for row in rows}
    print(f"\nrecords left out: {len(rows)}")
    for key, count in sorted(counts.items()):
        table, reason = key
        print(without_controls(f"  {count:>7} {reason} in {table}, such as: {examples[key]}"))
    own = [row for row in rows if row["source_name"] == HOUSEHOLD_SOURCE]
    print(f"\nrows of the household's own files that do not count: {len(own)}")
    for row in sorted(own, key=lambda row: (row["table_name"], row["_line_number"])):
        print(without_controls(f"  {row['message']}"))
    return len(own)

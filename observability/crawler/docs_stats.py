"""The details row of a table in dbt's docs: six short values, sorted by their labels there."""

from collections.abc import Iterator, Mapping
from typing import Any

from observability.crawler.checks import count_failed
from observability.crawler.facts import Json

_CHARTS = {"in_control": "in control", "signal": "signal", "learning": "learning"}


def stats_of(table: Mapping[str, Any]) -> dict[str, Json]:
    """Return what is known of a table, in the shape of dbt's catalog."""
    return {stat["id"]: stat for stat in _stats(table)}


def _stats(table: Mapping[str, Any]) -> Iterator[Json]:
    checks = table["tests"].values()
    if table["count_rows"] is not None:
        # The page writes a value with this id as a number.
        yield _stat("num_rows", "Rows", table["count_rows"], "As its log says.")
    if table["quality"]["score_percent"] is not None:
        score = f"{table['quality']['score_percent']:g} %"
        yield _stat("quality", "Quality", score, "Checks that passed on the last day.")
    latest = table["freshness"]["latest_at"]
    if latest:
        until = f"{latest[:10]} {latest[11:16]} UTC ({table['freshness']['state']})"
        yield _stat("freshness", "Fresh until", until, "What its newest source tells of.")
    if checks:
        said = f"{count_failed(checks)} of {len(checks)}"
        yield _stat("failed_checks", "Failed checks", said, "Of its last run, warnings included.")
    if table["control"]["state"] in _CHARTS:
        state = _CHARTS[table["control"]["state"]]
        yield _stat("control_chart", "Control chart", state, "Of the newest values.")
    if table["run"]["seconds"] is not None:
        seconds = f"{table['run']['seconds']:.2f} s"
        yield _stat("build_time", "Build time", seconds, "Of its last build.")


def _stat(name: str, label: str, value: object, description: str) -> Json:
    return {"id": name, "label": label, "value": value, "include": True, "description": description}

"""The one word for a table: good, watch, alert or unknown, and why."""

from collections.abc import Iterable, Mapping
from typing import Any

GOOD, WATCH, ALERT, UNKNOWN = "good", "watch", "alert", "unknown"
STATES = (GOOD, WATCH, ALERT, UNKNOWN)
_BROKEN = ("fail", "error", "runtime error")
_LATE = "late"


def judge(table: Mapping[str, Any], build_status: str | None) -> tuple[str, list[str]]:
    """Return the state of a table of the document, and each reason in a sentence.

    build_status: dbt's word for its last build; None where it was not built.
    """
    alerts, watches = list(_alerts(table, build_status)), list(_watches(table))
    if alerts:
        return ALERT, alerts + watches
    if watches:
        return WATCH, watches
    if any(check["status"] == "pass" for check in table["tests"].values()):
        return GOOD, []
    if not table["is_stored"]:
        return UNKNOWN, ["It is a part of the queries that read it, and not stored."]
    return UNKNOWN, ["No check has looked at it."]


def _alerts(table: Mapping[str, Any], build_status: str | None) -> Iterable[str]:
    if build_status in _BROKEN:
        yield "Its last build could not run."
    elif build_status == "skipped":
        yield "Its last build was skipped, because of what it is made from."
    for name, check in table["tests"].items():
        if check["status"] in _BROKEN:
            yield f"{name} failed{_found(check)}. {check['demand']}".strip()


def _watches(table: Mapping[str, Any]) -> Iterable[str]:
    for name, check in table["tests"].items():
        if check["status"] == "warn":
            yield f"{name} warns{_found(check)}. {check['demand']}".strip()
    if table["freshness"]["state"] == _LATE:
        yield "A source that feeds it is late."
    if table["control"]["is_paging"]:
        yield "Process control sees something unusual in its newest values, and pages."


def _found(check: Mapping[str, Any]) -> str:
    count = check["count_failures"]
    return f": {count} {'row' if count == 1 else 'rows'}" if count else ""

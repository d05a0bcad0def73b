"""Showing what a profile reads of a file as text."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from ingestion.decoders.base import Record
from ingestion.layout import without_controls
from onboarding.checking import Check, times_of
from onboarding.rows import bookings, named_values, readings

_SHOWN_ROWS = 5
_WIDEST = 24


def check_text(check: Check) -> str:
    """Return the first rows as read, the counts, the sums, and what looks suspicious."""
    if check.refusal is not None:
        return f"{check.profile.name} cannot read it: {check.refusal}"
    lines = [
        f"Read by the profile {check.profile.name}, as a file of the source {check.source}",
        *("", "First rows"),
        *_table(check.records[:_SHOWN_ROWS]),
        "",
        *_counts(check),
        *_sums(check.records),
        *_looks(check),
    ]
    return "\n".join(map(without_controls, lines))


def _table(records: Sequence[Record]) -> Iterator[str]:
    """Yield aligned lines with the columns that say something."""
    rows = [{"line": str(record.line), **named_values(record)} for record in records]
    names = list(dict.fromkeys(name for row in rows for name in row))
    cells = [names, *([row.get(name, "") for name in names] for row in rows)]
    widths = [min(_WIDEST, max(map(len, column))) for column in zip(*cells, strict=True)]
    for line in cells:
        shown = (f"{_cut(cell):<{width}}" for cell, width in zip(line, widths, strict=True))
        yield f"  {'  '.join(shown)}".rstrip()


def _cut(text: str) -> str:
    return text if len(text) <= _WIDEST else f"{text[: _WIDEST - 1]}…"


def _counts(check: Check) -> Iterator[str]:
    times = sorted(times_of(check.records))
    span = f", from {times[0]:%Y-%m-%d %H:%M} to {times[-1]:%Y-%m-%d %H:%M}" if times else ""
    yield f"{len(check.records)} records, {len(check.rejects)} rejects{span}"
    examples = {reject.reason: reject for reject in reversed(check.rejects)}
    for reason, count in Counter(reject.reason for reject in check.rejects).most_common():
        example = examples[reason]
        yield f"  {count} {reason}, such as line {example.line}: {example.message}"


def _sums(records: Sequence[Record]) -> Iterator[str]:
    quantities: dict[tuple[str, ...], float] = defaultdict(float)
    for row in readings(records):
        if not row.is_cumulative:
            quantities[(*row.series, row.unit)] += row.quantity
    for (*series, unit), quantity in sorted(quantities.items()):
        yield f"  {' '.join(filter(None, series))}: {quantity:,.3f} {unit}"
    for name, amount in sorted(_money(records).items()):
        yield f"  {name}: {amount:,.2f}"


def _money(records: Sequence[Record]) -> Mapping[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in bookings(records):
        kind = "income" if row.amount >= 0 else "expense"
        sums[f"{row.account} {kind} {row.currency}".rstrip()] += row.amount
    return sums


def _looks(check: Check) -> Iterator[str]:
    if not check.records:
        yield "No row could be read."
    if check.suspicions:
        yield from ("", "Looks suspicious")
        yield from (f"  ! {suspicion}" for suspicion in check.suspicions)
    elif check.records:
        yield from ("", "Nothing looks suspicious.")

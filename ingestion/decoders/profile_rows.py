"""Turning the cells of a row into records, for each kind of record that profiles read."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from ingestion.canonical import canonical_number
from ingestion.decoders.base import Record
from ingestion.profile_model import FieldRule, Profile, TimeRule, ValueRule
from ingestion.tables import ACTIVITY_DAYS, METER_READINGS, TRANSACTIONS
from ingestion.times import LocalClock, StatedValueError, parse_date, parse_time, utc_text

Cells = Sequence[str]
Getter = Callable[[Cells], str]

_METER_UNITS = frozenset(("Wh", "kWh", "MWh", "m3", "l"))
_KINDS = frozenset(("", "income", "expense", "transfer"))


class MisfitError(Exception):
    """Say why a row, or one cell of it, becomes no record."""

    def __init__(self, code: str, detail: str) -> None:
        self.code = code
        self.detail = detail
        super().__init__(code, detail)


class RowReader(Protocol):
    """Read the rows of one file."""

    table: str

    def read(self, cells: Cells) -> Iterator[Record | MisfitError]:
        """Yield the records of a row, and what in it does not fit.

        Raises: MisfitError where the whole row does not fit.
        """


def row_reader(
    profile: Profile, columns: Mapping[str, int], zone: ZoneInfo, source: str
) -> RowReader:
    """Return the reader for what the profile reads."""
    if profile.reads == "meter_readings":
        return MeterRows(profile, columns, zone)
    if profile.reads == "activity_days":
        return ActivityRows(profile, columns)
    return TransactionRows(profile, columns, source)


def cell_getter(rule: FieldRule | None, columns: Mapping[str, int]) -> Getter:
    """Return a function from a row's cells to the text that a rule names, empty where none."""
    if rule is None:
        return lambda _cells: ""
    if rule.constant is not None:
        constant = rule.constant
        return lambda _cells: constant
    places = [columns[name] for name in rule.columns]
    known = rule.map
    if len(places) == 1 and known is None:
        place = places[0]
        return lambda cells: cells[place].strip()

    def joined(cells: Cells) -> str:
        text = " ".join(part for place in places if (part := cells[place].strip()))
        return text if known is None else known.get(text, text)

    return joined


class _Numbers:
    """Read numbers with the marks of a profile."""

    def __init__(self, profile: Profile) -> None:
        self._marks = (profile.decimal_mark, profile.thousands_mark)

    def read(self, text: str, column: str) -> str | None:
        """Return a canonical number, None where the cell is empty.

        Raises: MisfitError.
        """
        if not text:
            return None
        try:
            return canonical_number(text, *self._marks)
        except ValueError as error:
            raise MisfitError("number_invalid", f"{column}: {error}") from None


class MeterRows:
    """Read meter readings: each row has a time and one or more values."""

    table = METER_READINGS

    def __init__(self, profile: Profile, columns: Mapping[str, int], zone: ZoneInfo) -> None:
        rule = profile.time or TimeRule("")
        self._intervals = _Intervals(rule, zone)
        self._time = cell_getter(FieldRule((rule.column,)), columns)
        self._numbers = _Numbers(profile)
        self._values = [
            (
                value,
                cell_getter(FieldRule((value.column,)), columns),
                cell_getter(value.meter, columns),
                cell_getter(value.unit, columns),
            )
            for value in profile.values
        ]

    def read(self, cells: Cells) -> Iterator[Record | MisfitError]:
        """Yield the records of a row, and what in it does not fit."""
        series = tuple(meter(cells) for _, _, meter, _ in self._values)
        span = self._intervals.read(self._time(cells), series)
        for value, number, meter, unit in self._values:
            try:
                quantity = self._numbers.read(number(cells), value.column)
                if quantity is not None:
                    yield _reading(value, meter(cells), quantity, unit(cells), span)
            except MisfitError as misfit:
                yield misfit


class _Span(NamedTuple):
    started: str | None
    ended: str | None
    is_assumed: str


class _Intervals:
    """Read the time of a row as the start and end of its interval in UTC."""

    def __init__(self, rule: TimeRule, household_zone: ZoneInfo) -> None:
        self._rule = rule
        is_named = rule.zone not in ("household", "offset")
        self._clock = LocalClock(ZoneInfo(rule.zone) if is_named else household_zone)
        self._length = timedelta(minutes=rule.interval_minutes or 0)

    def read(self, text: str, series: tuple[str, ...]) -> _Span:
        try:
            moment, fraction = parse_time(text, self._rule.formats)
            is_local = moment.tzinfo is None
            utc = self._clock.resolve(moment, series) if is_local else moment
        except StatedValueError as problem:
            raise MisfitError(problem.code, str(problem)) from None
        if is_local and self._rule.zone == "offset":
            raise MisfitError("time_invalid", f"{text[:40]!r} states no offset")
        started, ended = self._ends(utc, fraction)
        is_assumed = is_local and self._rule.zone == "household"
        return _Span(started, ended, "true" if is_assumed else "false")

    def _ends(self, utc: datetime, fraction: str) -> tuple[str | None, str | None]:
        stamp = utc_text(utc, fraction)
        if not self._length:
            return (None, stamp) if self._rule.is_end else (stamp, None)
        if self._rule.is_end:
            return utc_text(utc - self._length, fraction), stamp
        return stamp, utc_text(utc + self._length, fraction)


def _reading(value: ValueRule, meter: str, quantity: str, unit: str, span: _Span) -> Record:
    if not meter:
        raise MisfitError("meter_missing", "")
    if unit not in _METER_UNITS:
        raise MisfitError("unit_unknown", f"{value.column}: {unit[:20]!r}")
    started, ended = span.started, span.ended
    if value.reading == "cumulative":
        # A register's state belongs to an instant, whatever the interval of its neighbours.
        started = ended = span.started or span.ended
    at = started or ended or ""
    values = (
        *(meter, value.commodity, value.flow, value.register, value.reading),
        *(started, ended, quantity, unit, span.is_assumed),
    )
    return Record(METER_READINGS, values, at[:-1], (ended or at)[:-1])


class ActivityRows:
    """Read a person's days."""

    table = ACTIVITY_DAYS

    def __init__(self, profile: Profile, columns: Mapping[str, int]) -> None:
        fields = profile.fields
        self._numbers = _Numbers(profile)
        self._person = cell_getter(fields.get("person", FieldRule(constant="me")), columns)
        self._date = cell_getter(fields["activity_date"], columns)
        self._formats = fields["activity_date"].formats
        self._device = cell_getter(fields.get("device"), columns)
        self._measures = [
            (name, cell_getter(fields.get(name), columns), fields.get(name, FieldRule()).unit)
            for name in ("step_count", "distance", "active_energy")
        ]

    def read(self, cells: Cells) -> Iterator[Record | MisfitError]:
        """Yield the records of a row, and what in it does not fit."""
        person = self._person(cells)
        if not person:
            raise MisfitError("person_missing", "")
        day = _date(self._date(cells), self._formats)
        steps, distance, energy = (
            self._numbers.read(measure(cells), name) for name, measure, _ in self._measures
        )
        if steps is None and distance is None and energy is None:
            return
        _, distance_unit, energy_unit = (unit for _, _, unit in self._measures)
        values = (
            *(person, day, steps),
            *(distance, distance_unit if distance is not None else None),
            *(energy, energy_unit if energy is not None else None),
            self._device(cells) or None,
        )
        yield Record(ACTIVITY_DAYS, values, day)


class TransactionRows:
    """Read the bookings of accounts; without an account the source stands for it."""

    table = TRANSACTIONS

    def __init__(self, profile: Profile, columns: Mapping[str, int], source: str) -> None:
        fields = profile.fields
        self._numbers = _Numbers(profile)
        self._source = source
        self._formats = fields["booked_date"].formats
        self._get = {
            name: cell_getter(fields.get(name), columns)
            for name in (
                *("account", "bank_transaction_id", "booked_date", "amount", "currency"),
                *("counterparty", "description", "kind", "category", "balance_after"),
            )
        }
        amount = fields["amount"]
        sign_rule = FieldRule((amount.negative_column,)) if amount.negative_column else None
        self._sign = cell_getter(sign_rule, columns)
        self._negative = amount.negative_values

    def read(self, cells: Cells) -> Iterator[Record | MisfitError]:
        """Yield the records of a row, and what in it does not fit."""
        said = {name: get(cells) for name, get in self._get.items()}
        day = _date(said["booked_date"], self._formats)
        amount = self._numbers.read(said["amount"], "amount")
        if amount is None:
            raise MisfitError("number_missing", "amount")
        if said["kind"] not in _KINDS:
            raise MisfitError("kind_unknown", f"{said['kind'][:40]!r}")
        if self._sign(cells) in self._negative:
            amount = _negated(amount)
        values = (
            said["account"] or self._source,
            said["bank_transaction_id"] or None,
            *(day, amount),
            said["currency"] or None,
            said["counterparty"] or None,
            said["description"] or None,
            said["kind"] or None,
            said["category"] or None,
            self._numbers.read(said["balance_after"], "balance_after"),
        )
        yield Record(TRANSACTIONS, values, day)


def _date(text: str, formats: Sequence[str]) -> str:
    try:
        return parse_date(text, formats)
    except StatedValueError as problem:
        raise MisfitError(problem.code, str(problem)) from None


def _negated(amount: str) -> str:
    if amount == "0":
        return amount
    return amount[1:] if amount.startswith("-") else f"-{amount}"

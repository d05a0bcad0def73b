"""A profile: how one kind of table is read, as its YAML says."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from ingestion.decoders.csv_rows import CsvFormat
from ingestion.decoders.json_rows import JsonFormat
from ingestion.decoders.sheet_rows import SheetFormat
from ingestion.decoders.sqlite_rows import SqliteFormat


@dataclass(frozen=True)
class AboveRule:
    """Say where a text stands above the header: behind a label, or in a cell of some lines.

    Lines and cells are counted from 1.
    """

    label: str | None = None
    lines: tuple[int, ...] = ()
    cell: int = 1

    def find(self, above: Sequence[Sequence[str]]) -> str:
        """Return the text, empty where there is none; texts of several lines are joined."""
        if self.label is not None:
            return next((self._behind_label(cells) for cells in above if self._names(cells)), "")
        found = (above[line - 1] for line in self.lines if line <= len(above))
        texts = (cells[self.cell - 1] for cells in found if len(cells) >= self.cell)
        return " ".join(text for text in texts if text)

    def _names(self, cells: Sequence[str]) -> bool:
        return bool(cells) and cells[0].rstrip(": ") == self.label

    def _behind_label(self, cells: Sequence[str]) -> str:
        return next((cell for cell in cells[1:] if cell), "")


@dataclass(frozen=True)
class FieldRule:
    """Say where a part of a row comes from: a column, several joined, or a constant."""

    columns: tuple[str, ...] = ()
    constant: str | None = None
    map: Mapping[str, str] | None = None
    formats: tuple[str, ...] = ()
    unit: str | None = None
    remove: tuple[str, ...] = ()
    above: AboveRule | None = None

    def meant(self, text: str) -> str:
        """Return what a text of the file means: without what is removed, and mapped."""
        for part in self.remove:
            text = text.replace(part, "")
        text = text.strip()
        if self.map is None or text in self.map:
            return text if self.map is None else self.map[text]
        patterns = (looks for looks in self.map if "*" in looks and fnmatchcase(text, looks))
        return self.map.get(next(patterns, text), text)

    def settled(self, above: Sequence[Sequence[str]]) -> "FieldRule":
        """Return the rule with a constant in the place of a text above the header."""
        if self.above is None:
            return self
        return FieldRule(constant=self.meant(self.above.find(above)))


@dataclass(frozen=True)
class AmountRule:
    """Say where an amount and its sign come from: one column, or one each for in and out."""

    column: str | None = None
    credit: str | None = None
    debit: str | None = None
    is_negated: bool = False
    negative_column: str | None = None
    negative_values: frozenset[str] = frozenset()

    def named_columns(self) -> set[str]:
        """Return every column that the rule reads."""
        named = (self.column, self.credit, self.debit, self.negative_column)
        return {column for column in named if column is not None}


@dataclass(frozen=True)
class RowRule:
    """Name rows by the text of a column; `others_than` names those with any other text."""

    column: str
    values: frozenset[str] = frozenset()
    begins: tuple[str, ...] = ()
    is_empty: bool = False
    others_than: frozenset[str] = frozenset()

    def fits(self, text: str) -> bool:
        """Tell whether a row with this text is meant."""
        if self.others_than and text not in self.others_than:
            return True
        is_named = text in self.values or text.startswith(self.begins)
        return is_named or (self.is_empty and not text)


@dataclass(frozen=True)
class BookingRule:
    """Say what a further booking of a row has else than the first, and which rows have one."""

    amount: AmountRule
    fields: Mapping[str, FieldRule]
    where: RowRule | None = None

    def named_columns(self) -> set[str]:
        """Return the columns of the amount and of the rows that have one."""
        return self.amount.named_columns() | ({self.where.column} if self.where else set())


@dataclass(frozen=True)
class TimeRule:
    """Say how the time of a reading is written.

    `length` gives the minutes of the interval, `day` or `month` for a local calendar one, or
    `to_next` for one up to the next row, which is at most `longest_minutes` away. `end_behind` is
    the text behind which a column with the start states the end too.
    """

    columns: tuple[str, ...]
    formats: tuple[str, ...] = ()
    zone: str = "household"
    is_end: bool = False
    length: FieldRule | None = None
    longest_minutes: int = 0
    end_columns: tuple[str, ...] = ()
    end_behind: str = ""

    def named_columns(self) -> set[str]:
        """Return every column that the rule reads."""
        length = self.length.columns if self.length else ()
        return {*self.columns, *self.end_columns, *length}


@dataclass(frozen=True)
class ValueRule:
    """Say what one column of readings measures."""

    column: str
    meter: FieldRule
    unit: FieldRule
    commodity: FieldRule
    flow: FieldRule
    register: FieldRule
    reading: str
    is_negated: bool = False

    @property
    def labels(self) -> tuple[FieldRule, ...]:
        """Return the rules of what tells one series of readings from another."""
        return (self.meter, self.commodity, self.flow, self.register)


@dataclass(frozen=True)
class Profile:
    """Hold a profile; `document` is its whole YAML as JSON text, by which decodes know it."""

    name: str
    reads: str
    form: CsvFormat | JsonFormat | SheetFormat | SqliteFormat
    decimal_mark: str
    thousands_mark: str
    remove: tuple[str, ...]
    missing: frozenset[str]
    header: tuple[str, ...] | None
    optional: frozenset[str]
    keys: frozenset[str]
    begins: str
    named: str
    skips: tuple[RowRule, ...]
    time: TimeRule | None
    values: tuple[ValueRule, ...]
    fields: Mapping[str, FieldRule]
    amount: AmountRule
    more_bookings: tuple[BookingRule, ...]
    document: str

    @property
    def recognises(self) -> frozenset[str]:
        """Return the texts by which files are recognised; none where a source must say it."""
        begins = frozenset((self.begins,)) if self.begins else frozenset()
        return self.keys | frozenset(self.header or ()) | begins

    def names(self, member: str) -> bool:
        """Tell whether a file inside of an archive has a name that such files can have there."""
        return not self.named or fnmatchcase(member, self.named)

    def fits(self, columns: Sequence[str]) -> bool:
        """Tell whether a file with these columns is one of the profile's by its looks."""
        if self.header is not None:
            return tuple(name for name in columns if name not in self.optional) == self.header
        return bool(self.keys) and self.keys <= set(columns)

    def needed_columns(self) -> set[str]:
        """Return every column that must stand in the header."""
        named = {column for rule in self._rules() for column in rule.columns} - self.optional
        named |= {value.column for value in self.values} | {skip.column for skip in self.skips}
        named |= self.amount.named_columns()
        named |= {column for rule in self.more_bookings for column in rule.named_columns()}
        if isinstance(self.form, CsvFormat) and self.form.continued_without is not None:
            named.add(self.form.continued_without)
        return named | (self.time.named_columns() if self.time else set())

    def reads_above(self) -> bool:
        """Tell whether the lines above the header say something about the rows."""
        return any(rule.above for rule in self._rules())

    def _rules(self) -> Iterator[FieldRule]:
        for fields in (self.fields, *(rule.fields for rule in self.more_bookings)):
            yield from fields.values()
        for value in self.values:
            yield from (*value.labels, value.unit)

    def with_zone(self, zone: str) -> "Profile":
        """Return the profile with the zone that a source states for its local times."""
        if self.time is None or self.time.zone != "household":
            return self
        return replace(self, time=replace(self.time, zone=zone))

    def with_overrides(self, overrides: Mapping[str, FieldRule]) -> "Profile":
        """Return the profile with what a source in household.yml says itself.

        `overrides` may hold person, meter, flow, unit, account and currency.
        """
        if self.reads == "meter_readings":
            values = tuple(
                replace(
                    value,
                    meter=overrides.get("meter", value.meter),
                    flow=overrides.get("flow", value.flow),
                    unit=overrides.get("unit", value.unit),
                )
                for value in self.values
            )
            return replace(self, values=values)
        parts = _OVERRIDDEN[self.reads]
        said = {name: rule for name, rule in overrides.items() if name in parts}
        return replace(self, fields={**self.fields, **said})

    def with_above(self, above: Sequence[Sequence[str]]) -> "Profile":
        """Return the profile with what the lines above the header of a file say."""
        values = tuple(
            replace(
                value,
                meter=value.meter.settled(above),
                unit=value.unit.settled(above),
                commodity=value.commodity.settled(above),
                register=value.register.settled(above),
            )
            for value in self.values
        )
        more = tuple(
            replace(rule, fields=_settled(rule.fields, above)) for rule in self.more_bookings
        )
        fields = _settled(self.fields, above)
        return replace(self, values=values, fields=fields, more_bookings=more)


def _settled(
    fields: Mapping[str, FieldRule], above: Sequence[Sequence[str]]
) -> Mapping[str, FieldRule]:
    return {name: rule.settled(above) for name, rule in fields.items()}


_OVERRIDDEN = {
    "activity_days": ("person",),
    "sleep_nights": ("person",),
    "measurements": ("person", "unit"),
    "climate_days": (),
    "market_prices": (),
    "transactions": ("account", "currency"),
}

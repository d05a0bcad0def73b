"""Times and dates as files state them, turned into ISO 8601 UTC and ISO dates."""

import re
from collections.abc import Hashable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from ingestion.home_zone import Zone

ISO_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:[.,](\d{1,9}))?(Z|[-+]\d\d(?::?\d\d)?)?"
)
_ISO_DATES = ("%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S")
# As `date +%s` writes it.
EPOCH_SECONDS = "%s"
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_ABBREVIATION = re.compile(r"[A-Z]{2,5}(?=[-+]\d\d:?\d\d$)")
# The shapes in which people write days: n is one number, y a year of four digits.
_DAY_SHAPES = {
    "y-n-n": ("%Y-%m-%d",),
    "y/n/n": ("%Y/%m/%d",),
    "ymd": ("%Y%m%d",),
    "n.n.y": ("%d.%m.%Y",),
    "n.n.n": ("%d.%m.%y",),
    "n-n-y": ("%d-%m-%Y", "%m-%d-%Y"),
    "n/n/y": ("%d/%m/%Y", "%m/%d/%Y"),
    "n/n/n": ("%d/%m/%y", "%m/%d/%y"),
}
_CLOCK_SHAPES = {"n:n": "%H:%M", "n:n:n": "%H:%M:%S", "n:n:n.n": "%H:%M:%S.%f"}


class StatedValueError(ValueError):
    """Say why a time or another value cannot be read; `code` is the row's reason."""

    def __init__(self, code: str, detail: str) -> None:
        self.code = code
        super().__init__(detail)


def parse_time(text: str, formats: Sequence[str]) -> tuple[datetime, str]:
    """Return a time, with a zone where the text states one, and its fraction digits as written.

    Without formats the text must be ISO 8601. The time itself is cut to whole seconds.
    Raises: StatedValueError.
    """
    stripped = text.strip()
    moment, fraction = _by_formats(stripped, formats) if formats else _by_iso(stripped)
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise StatedValueError("time_out_of_range", f"{stripped[:40]!r}")
    return moment, fraction


def _by_iso(text: str) -> tuple[datetime, str]:
    match = ISO_TIME.fullmatch(text)
    day, clock, fraction, zone = match.groups() if match else ("", "", "", "")
    try:
        return datetime.fromisoformat(f"{day}T{clock}{zone or ''}"), fraction or ""
    except ValueError:
        detail = f"{text[:40]!r} is not ISO 8601{_advice(text, ())}"
        raise StatedValueError("time_invalid", detail) from None


def _by_formats(text: str, formats: Sequence[str]) -> tuple[datetime, str]:
    for form in formats:
        try:
            if form == EPOCH_SECONDS:
                return _since_epoch(text), ""
            # strptime knows the abbreviations of no zone but its own; the offset says it all.
            stated = _ABBREVIATION.sub("", text) if "%Z%z" in form else text
            moment = _read(stated, form.replace("%Z%z", "%z"))
        except ValueError:
            continue
        fraction = f"{moment.microsecond:06d}".rstrip("0") if moment.microsecond else ""
        return moment.replace(microsecond=0), fraction
    detail = f"{text[:40]!r} fits none of {', '.join(formats)}{_advice(text, formats)}"
    raise StatedValueError("time_invalid", detail)


# Files state the same day, or the same quarter of an hour, in many rows.
@lru_cache(maxsize=4096)
def _read(text: str, form: str) -> datetime:
    return datetime.strptime(text, form)  # noqa: DTZ007 - the zone is resolved later


def _since_epoch(text: str) -> datetime:
    """Return the time of whole seconds since 1970.

    Raises: ValueError.
    """
    if not re.fullmatch(r"\d{1,11}", text, re.ASCII):
        raise ValueError
    return datetime.fromtimestamp(int(text), UTC)


def likely_formats(text: str) -> tuple[str, ...]:
    """Return the formats in which a text looks like a date, with or without a time.

    More than one where day and month could be either way round.
    """
    match = re.fullmatch(r"([^T ]+)(?:([T ])(\S+))?", text.strip())
    day, blank, clock = match.groups() if match else ("", None, None)
    days = _DAY_SHAPES.get(re.sub(r"\d+", _digits, day), ())
    if clock is None:
        return days
    times = _CLOCK_SHAPES.get(re.sub(r"\d+", "n", clock))
    return tuple(f"{form}{blank}{times}" for form in days) if times else ()


def _digits(match: re.Match[str]) -> str:
    return {4: "y", 8: "ymd"}.get(len(match[0]), "n")


def _advice(text: str, formats: Sequence[str]) -> str:
    likely = [form for form in likely_formats(text) if form not in formats]
    return f"; it looks like {' or '.join(likely)}" if likely else ""


def parse_date(text: str, formats: Sequence[str]) -> str:
    """Return an ISO date; without formats the text must be one, with or without a time.

    Raises: StatedValueError.
    """
    stripped = text.strip()
    if not stripped:
        raise StatedValueError("date_missing", "the cell is empty")
    try:
        moment, _ = _by_formats(stripped, formats or _ISO_DATES)
    except StatedValueError as error:
        raise StatedValueError("date_invalid", str(error)) from None
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise StatedValueError("time_out_of_range", f"{stripped[:40]!r}")
    return moment.date().isoformat()


def utc_text(moment: datetime, fraction: str = "") -> str:
    """Write a UTC time with as many fraction digits as came."""
    point = f".{fraction}" if fraction else ""
    # Not by a format, which takes several times as long: files hold millions of times.
    whole = moment.astimezone(UTC).isoformat(timespec="seconds").removesuffix("+00:00")
    return f"{whole}{point}Z"


def calendar_period(day: date, length: str, zone: Zone) -> tuple[datetime, datetime]:
    """Return start and end (exclusive) of the local `day` or `month` that holds a day, in UTC."""
    first, last = day, day
    if length == "month":
        first = day.replace(day=1)
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    bounds = (first, last + timedelta(days=1))
    start, end = (datetime.combine(bound, time(), zone).astimezone(UTC) for bound in bounds)
    return start, end


def first_after(start: datetime, local: datetime, zone: Zone) -> datetime:
    """Return the UTC time at which a clock shows a local time, the first one after a start.

    Where the clock shows it before the start only, that is returned.
    """
    shown = [local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)]
    return next((moment for moment in sorted(shown) if moment > start), max(shown))


class LocalClock:
    """Turn local times into UTC, in the order of the file.

    Of the hour that comes twice in autumn, the first run through it is summer time and what
    comes after a step back is standard time; in a file that runs backwards it is the reverse.
    A time that stands twice in a row is the first and then the second.
    """

    def __init__(self, zone: Zone) -> None:
        self._zone = zone
        self._last: dict[Hashable, datetime] = {}
        self._steps_forward: dict[Hashable, int] = {}
        self._second_pass: dict[Hashable, datetime] = {}

    def resolve(self, local: datetime, series: Hashable = None) -> datetime:
        """Return the UTC time of a local time; `series` tells interleaved series apart.

        Raises: StatedValueError.
        """
        early = local.replace(tzinfo=self._zone, fold=0)
        late = early.replace(fold=1)
        if early.utcoffset() == late.utcoffset():
            self._note_direction(local, series)
            return early.astimezone(UTC)
        if early.utcoffset() < late.utcoffset():  # type: ignore[operator]
            raise StatedValueError(
                "time_nonexistent", f"{local:%Y-%m-%d %H:%M} does not exist in {self._zone.key}"
            )
        is_second = self._is_second_pass(local, series)
        self._last[series] = local
        return (late if is_second != self._is_backwards(series) else early).astimezone(UTC)

    def _is_backwards(self, series: Hashable) -> bool:
        return self._steps_forward.get(series, 0) < 0

    def _note_direction(self, local: datetime, series: Hashable) -> None:
        last = self._last.get(series)
        if last is not None and last != local:
            step = 1 if local > last else -1
            self._steps_forward[series] = self._steps_forward.get(series, 0) + step
        self._last[series] = local
        self._second_pass.pop(series, None)

    def _is_second_pass(self, local: datetime, series: Hashable) -> bool:
        begun = self._second_pass.get(series)
        if begun is not None and abs(local - begun) < timedelta(hours=3):
            return True
        last = self._last.get(series)
        if last is None or abs(local - last) > timedelta(hours=3):
            return False
        if local == last:
            return True
        has_stepped = local > last if self._is_backwards(series) else local < last
        if has_stepped and self._is_ambiguous(last):
            self._second_pass[series] = local
            return True
        return False

    def _is_ambiguous(self, local: datetime) -> bool:
        early = local.replace(tzinfo=self._zone, fold=0)
        return early.utcoffset() != early.replace(fold=1).utcoffset()

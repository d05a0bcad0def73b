"""Drafting a profile from a file."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from households.problems import HouseholdError
from ingestion.profile_library import check_profile
from onboarding.draft_days import draft_activity, draft_climate, draft_nights
from onboarding.draft_meters import draft_meters, holds_units
from onboarding.draft_transactions import draft_transactions
from onboarding.drafts import Draft, Said, scalar, texts, written
from onboarding.looking import Column, Look
from onboarding.marks import is_missing
from onboarding.sheets import Sheet
from onboarding.totals import has_sum_at_end, skipped_said
from onboarding.words import (
    ACTIVITY_WORDS,
    CLIMATE_SIGNS,
    METER_FLOWS,
    SLEEP_WORDS,
    TRANSACTION_WORDS,
    meaning,
    plain,
    says,
)

KINDS = ("meter_readings", "transactions", "activity_days", "sleep_nights", "climate_days")
_DELIMITER_NAMES = {"\t": "tab", ";": "semicolon", ",": "comma", "|": "vertical bar"}


def draft_profile(look: Look, name: str, zone: str, reads: str | None = None) -> Draft:
    """Return a profile for a file; `zone` is the household's, `reads` what the file holds.

    Raises: ValueError where the file cannot be read by a profile at all.
    """
    kind, because = (reads, "") if reads else guess_kind(look)
    said = [
        Said(f"name: {name}"),
        Said("version: 1"),
        Said(f"reads: {kind}", because, "" if because or reads else _kind_question()),
        *_file(look, kind),
        *_missing(look),
        *_match(look),
        *skipped_said(look),
        *_drafters(zone)[kind](look),
    ]
    title = f"# Drafted from {look.path.name}. Answer each TODO, then take its line away.\n"
    text = title + written(said)
    _, problems = check_profile(Path(f"{name}.yml"), text)
    if problems:
        raise HouseholdError(problems)
    sure = dict.fromkeys(part.because for part in said if part.because)
    questions = dict.fromkeys(_about(part) for part in said if part.question)
    return Draft(name, kind, text, tuple(sure), tuple(questions))


def profile_name(path: Path) -> str:
    """Return a name for a file's profile: its words without dates and numbers."""
    words = re.findall(r"[a-z]{2,}", plain(path.stem))
    return "_".join(words[:4]) or "my_profile"


def guess_kind(look: Look) -> tuple[str, str]:
    """Return what a file holds beside what spoke for it, nothing where it is a guess."""
    names = [column.name for column in look.columns if column.name]
    for kind, words in (("activity_days", ACTIVITY_WORDS), ("sleep_nights", SLEEP_WORDS)):
        named = next((name for name in names if meaning(name, words)), None)
        if named and meaning(named, words) in ("step_count", "asleep", "in_bed"):
            return kind, f"the column {named} says so"
    if any(holds_units(column) for column in look.columns):
        return "meter_readings", "a column holds units of meters"
    meanings = {meaning(name, TRANSACTION_WORDS): name for name in names}
    money = [meanings[part] for part in ("amount", "debit", "credit") if part in meanings]
    if money and {"description", "counterparty", "currency"} & set(meanings):
        return "transactions", f"there are texts and the column {money[0]}"
    flow = next((n for n in names if meaning(n, METER_FLOWS) or says(n, ("kwh", "wh"))), None)
    if flow:
        return "meter_readings", f"the column {flow} says so"
    climate = next((name for name in names if says(name, CLIMATE_SIGNS)), None)
    if climate:
        return "climate_days", f"the column {climate} says so"
    return ("transactions" if any(map(_is_long_text, look.columns)) else "meter_readings"), ""


def _is_long_text(column: Column) -> bool:
    filled = column.filled() if not (column.stamps or column.numbers or column.is_clock) else []
    return bool(filled) and sum(map(len, filled)) / len(filled) > 8


def _kind_question() -> str:
    return f"what does the file hold: {', '.join(KINDS)}?"


def _drafters(zone: str) -> Mapping[str, Callable[[Look], list[Said]]]:
    return {
        "meter_readings": lambda look: draft_meters(look, zone),
        "transactions": draft_transactions,
        "activity_days": draft_activity,
        "sleep_nights": draft_nights,
        "climate_days": draft_climate,
    }


def _file(look: Look, kind: str) -> Iterator[Said]:
    said = [*_encoding(look), *_table(look), *_numbers(look, kind)]
    if said:
        yield Said("file:")
        yield from said


def _encoding(look: Look) -> Iterator[Said]:
    name, evidence, is_sure = look.encoding
    if name != "utf-8":
        question = "" if is_sure else "do names with accents look right in profile check?"
        yield Said(f"  encoding: {name}", evidence, question)


def _table(look: Look) -> Iterator[Said]:
    sheet = look.sheet
    if sheet.rows_path is not None:
        yield Said("  format: json")
        yield Said(f"  rows: {scalar(sheet.rows_path)}", "the longest list of objects")
        return
    if sheet.is_workbook:
        yield Said("  format: sheet", "the file is a workbook, and its first sheet holds the table")
    elif sheet.delimiter != ",":
        mark = scalar(sheet.delimiter)
        yield Said(f"  delimiter: {mark}", f"a {_DELIMITER_NAMES[sheet.delimiter]} cuts the lines")
    yield from _above(sheet)
    if not sheet.is_workbook:
        yield from _below(look)


def _above(sheet: Sheet) -> Iterator[Said]:
    if sheet.header is None:
        yield Said(f"  columns: {texts(sheet.names)}", "the first line is a row, not a header")
    if sheet.preamble and sheet.header and sheet.header[0]:
        because = f"{sheet.preamble} lines stand above the header"
        yield Said(f"  header_begins: {scalar(sheet.header[0])}", because)
    elif sheet.preamble:
        yield Said(f"  skip_lines: {sheet.preamble}", "these lines stand above the table")


def _below(look: Look) -> Iterator[Said]:
    if look.sheet.footer:
        yield Said(f"  skip_last_lines: {look.sheet.footer}", "the last lines are no rows")
    elif has_sum_at_end(look):
        yield Said("  skip_last_lines: 1", "the last row is the sum of all others")


def _numbers(look: Look, kind: str) -> Iterator[Said]:
    marks = look.marks
    thousands = marks.thousands or "none"
    if (marks.decimal, thousands) != (".", "none") or marks.other:
        question = ""
        if marks.other:
            example = next(iter(_ambiguous(look)), "")
            question = f'is {example} a decimal number? Every number fits "{marks.other[0]}" too.'
        yield Said(f'  decimal_mark: "{marks.decimal}"', _seen(look), question)
    if marks.thousands:
        yield Said(f'  thousands_mark: "{marks.thousands}"')
    if marks.removed:
        yield Said(f"  remove: {texts(marks.removed)}", "these stand around numbers")
    elif kind == "meter_readings" and (marked := _minus_only(look)):
        question = f"does the minus of {marked} only say that energy is fed in?"
        yield Said('  remove: ["-"]', question=question)


def _minus_only(look: Look) -> str | None:
    """Return the first column whose numbers are all below zero."""
    columns = look.number_columns()
    below = (c for c in columns if max(c.known_numbers()) <= 0 > min(c.known_numbers()))
    return next((column.name for column in below), None)


def _missing(look: Look) -> Iterator[Said]:
    found = sorted({c for col in look.number_columns() for c in col.cells if is_missing(c)})
    if found:
        yield Said(f"missing: {texts(found)}", "these stand where a number is missing")


def _seen(look: Look) -> str:
    cells = (cell for column in look.number_columns() for cell in column.cells)
    found = next((cell for cell in cells if look.marks.decimal in cell), None)
    return f"numbers are written as in {found}" if found else ""


def _ambiguous(look: Look) -> Iterator[str]:
    other = look.marks.other or (".", "")
    for column in look.number_columns():
        yield from (cell for cell in column.cells if other[1] and other[1] in cell)


def _match(look: Look) -> Iterator[Said]:
    if look.sheet.rows_path is not None:
        yield Said("match:")
        yield Said(f"  keys: {texts(look.sheet.names)}")
    elif look.sheet.header is not None:
        yield Said("match:")
        yield Said("  header:")
        for name in look.sheet.header:
            yield Said(f"    - {scalar(name)}")


def _about(said: Said) -> str:
    """Return a question with the line of the profile that it is about."""
    return f"{said.text.strip().rstrip(':')}: {said.question}"

"""Plain words for what a schema finds wrong."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from households.faults import Fault, Place
from households.formats import FORMATS
from households.phrases import (
    described,
    example,
    inside,
    kinds,
    name_of,
    nearest,
    one_of,
    plain,
    shown,
)

_LIMITS = {
    "minimum": "at least {}",
    "maximum": "at most {}",
    "exclusiveMinimum": "more than {}",
    "exclusiveMaximum": "less than {}",
    "minLength": "at least {} characters long",
    "maxLength": "at most {} characters long",
    "minItems": "a list of at least {}",
    "maxItems": "a list of at most {}",
    "minProperties": "a block of at least {} keys",
    "maxProperties": "a block of at most {} keys",
}


@dataclass(frozen=True)
class Finding:
    """Hold one problem before it has a file and a line."""

    place: Place
    message: str
    remedy: str


def findings(fault: Fault) -> Iterator[Finding]:
    """Yield what one fault means to the person who wrote the file."""
    if fault.is_key:
        yield _bad_name(fault)
    elif fault.rule in _SEVERAL:
        yield from _SEVERAL[fault.rule](fault)
    elif fault.branches:
        yield from _best_branch(fault)
    else:
        yield _bad_value(fault)


def _unknown_keys(fault: Fault) -> Iterator[Finding]:
    known = list(fault.schema.get("properties", {}))
    patterns = fault.schema.get("patternProperties", {})
    for key in fault.value:
        if key in known or any(re.search(pattern, key) for pattern in patterns):
            continue
        close = nearest(key, known)
        listed = f"Known here: {', '.join(known)}." if known else "Take it away."
        remedy = f"Did you mean {close}?" if close else listed
        yield Finding((*fault.place, key), f"{key} is not known here", remedy)


def _missing_keys(fault: Fault) -> Iterator[Finding]:
    for key in fault.wanted:
        if key not in fault.value:
            message = f"{key} is missing{inside(fault.place)}"
            yield Finding(fault.place, message, _add(fault, key))


def _missing_partners(fault: Fault) -> Iterator[Finding]:
    for key, partners in fault.wanted.items():
        for partner in partners:
            if key in fault.value and partner not in fault.value:
                message = f"{key} needs {partner} beside it"
                yield Finding((*fault.place, key), message, _add(fault, partner))


_SEVERAL: Mapping[str, Callable[[Fault], Iterator[Finding]]] = {
    "additionalProperties": _unknown_keys,
    "unevaluatedProperties": _unknown_keys,
    "required": _missing_keys,
    "dependentRequired": _missing_partners,
}


def _bad_name(fault: Fault) -> Finding:
    name = str(fault.value)
    remedy = fault.schema.get("remedy") or f"Write {described(fault.schema)}."
    return Finding((*fault.place, name), f"{name} is no fitting name here", remedy)


def _best_branch(fault: Fault) -> Iterator[Finding]:
    """Explain the alternative that the value's kind fits, or all kinds that would."""
    fitting = [
        branch for branch in fault.branches if not any(_is_other_kind(inner) for inner in branch)
    ]
    if fitting and "remedy" not in fault.schema:
        for inner in min(fitting, key=len):
            yield from findings(inner)
        return
    wanted = [
        kinds(inner.wanted)
        for branch in fault.branches
        for inner in branch
        if _is_other_kind(inner)
    ]
    yield _mismatch(fault, " or ".join(dict.fromkeys(wanted)) or described(fault.schema))


def _is_other_kind(fault: Fault) -> bool:
    return fault.rule == "type" and fault.is_root


def _bad_value(fault: Fault) -> Finding:
    expected, remedy = described(fault.schema), None
    match fault.rule:
        case "type":
            expected, remedy = kinds(fault.wanted), _other_kind(fault)
        case "enum":
            expected, remedy = one_of(fault.wanted), _choice(fault.value, fault.wanted)
        case "const":
            expected, remedy = shown(fault.wanted), f"Write {shown(fault.wanted)}."
        case "pattern":
            expected = "written otherwise"
        case "format" if fault.wanted in FORMATS:
            rule = FORMATS[fault.wanted]
            expected, remedy = rule.expected, rule.remedy(str(fault.value))
        case "uniqueItems":
            expected, remedy = "a list without repeats", "Take the repeated entry away."
        case limit if limit in _LIMITS:
            expected = _limit(limit, fault.wanted)
    return _mismatch(fault, expected, remedy)


def _limit(rule: str, wanted: Any) -> str:
    return (
        "text that is not empty"
        if (rule, wanted) == ("minLength", 1)
        else _LIMITS[rule].format(wanted)
    )


def _other_kind(fault: Fault) -> str | None:
    wanted = [fault.wanted] if isinstance(fault.wanted, str) else fault.wanted
    if fault.value is None:
        return f"{_write(fault)} Or take the line away."
    if "string" in wanted and isinstance(fault.value, bool | int | Decimal):
        return f'Put it in quotes: "{plain(fault.value)}".'
    if "boolean" in wanted:
        return "Write true or false, without quotes."
    if isinstance(fault.value, str) and {"integer", "number"} & set(wanted):
        return "Write digits only, without quotes and without a unit."
    return None


def _choice(value: Any, choices: list[Any]) -> str:
    close = nearest(str(value), [str(choice) for choice in choices])
    return f"Did you mean {shown(close)}?" if close else "Write one of these."


def _mismatch(fault: Fault, expected: str, remedy: str | None = None) -> Finding:
    message = f"{name_of(fault.place)} is {shown(fault.value)}, but must be {expected}"
    own = fault.schema.get("remedy")
    # How to write another kind of value is closer to the mistake than the schema's own words.
    best = remedy or own if fault.rule == "type" else own or remedy
    return Finding(fault.place, message, best or _write(fault))


def _write(fault: Fault) -> str:
    key = fault.place[-1] if fault.place else ""
    return f"Write {described(fault.schema)}{example(key, fault.schema)}."


def _add(fault: Fault, key: str) -> str:
    schema = fault.schema.get("properties", {}).get(key, {})
    return f"Add {key}: {described(schema)}{example(key, schema)}."

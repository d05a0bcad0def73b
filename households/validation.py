"""Checking a YAML file against a JSON Schema, with lines and remedies.

Used for `household.yml` and for profiles. A schema may add to any of its parts:
`description` (a noun phrase), `examples` (the first one is shown), and `remedy` (one sentence
that replaces the general one).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from households.document import Document, read_document
from households.faults import Fault, fault_of
from households.formats import FORMATS
from households.problems import Problem, in_order
from households.wording import findings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from jsonschema import FormatChecker

Schema = Mapping[str, Any]


def check(path: Path, text: str, schema: Schema) -> list[Problem]:
    """Return everything that is wrong in a YAML text, by line; an empty list when it is right."""
    return check_document(path, text, schema)[1]


def check_document(path: Path, text: str, schema: Schema) -> tuple[Document | None, list[Problem]]:
    """Return the document beside its problems; no document where the text is not YAML.

    Its values are those that were checked: dates are text, numbers with a point are Decimal.
    """
    document, problems = read_document(path, text)
    if document is not None:
        problems += [
            Problem(path, document.line_of(finding.place), finding.message, finding.remedy)
            for fault in _faults(document.value, schema)
            for finding in findings(fault)
        ]
    return document, in_order(problems)


def _faults(value: Any, schema: Schema) -> Iterator[Fault]:
    # Imported late: it takes longer than all else that a command imports to read a household.
    from jsonschema import Draft202012Validator

    validator = Draft202012Validator(inlined(schema, schema), format_checker=_format_checker())
    return (fault_of(error) for error in validator.iter_errors(value))


@cache
def _format_checker() -> FormatChecker:
    from jsonschema import FormatChecker

    checker = FormatChecker(formats=())
    for name, rule in FORMATS.items():
        checker.checks(name)(rule.fits)
    return checker


def inlined(part: Any, root: Schema, above: tuple[str, ...] = ()) -> Any:
    """Put the target of each local `$ref` in its place, under what stands beside the `$ref`.

    So that a fault knows the description of the property, not only of what it refers to.
    A reference to a part that contains it stays as it is.
    """
    if isinstance(part, list):
        return [inlined(entry, root, above) for entry in part]
    if not isinstance(part, Mapping):
        return part
    reference = part.get("$ref")
    if isinstance(reference, str) and reference.startswith("#/") and reference not in above:
        target: Any = root
        for step in reference[2:].split("/"):
            target = target[step]
        beside = {key: value for key, value in part.items() if key != "$ref"}
        return inlined({**target, **beside}, root, (*above, reference))
    return {key: inlined(value, root, above) for key, value in part.items()}

"""A schema error, free of the library that found it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Fault:
    """Say which rule of a schema a value breaks.

    `place` leads from the root to the value; `is_key` tells that the value is a key's name and
    `place` its block; `is_root` that the fault is the value's own, not one of its parts.
    `branches` are the faults by alternative, for `anyOf` and `oneOf`.
    """

    rule: str
    wanted: Any
    value: Any
    schema: Mapping[str, Any]
    place: Place
    is_key: bool
    is_root: bool
    branches: tuple[tuple[Fault, ...], ...]


def fault_of(error: ValidationError) -> Fault:
    """Return what a validator's error says."""
    steps = list(error.absolute_schema_path)
    branches: dict[Any, list[Fault]] = {}
    for inner in error.context or ():
        branches.setdefault(inner.schema_path[0], []).append(fault_of(inner))
    return Fault(
        rule=str(error.validator),
        wanted=error.validator_value,
        value=error.instance,
        schema=error.schema if isinstance(error.schema, Mapping) else {},
        place=tuple(error.absolute_path),
        is_key="propertyNames" in steps[-2:-1],
        is_root=not error.path,
        branches=tuple(tuple(faults) for faults in branches.values()),
    )

"""How a value, its place and what a schema wants of it are put into words."""

import difflib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from households.faults import Place

_LONGEST = 60

KINDS = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": 'a list (entries that start with "- ")',
    "object": "a block of keys",
    "null": "empty",
}


def kinds(wanted: str | Sequence[str]) -> str:
    """Name JSON types as a person would."""
    names = [wanted] if isinstance(wanted, str) else wanted
    return " or ".join(dict.fromkeys(KINDS[name] for name in names))


def name_of(place: Place) -> str:
    """Name a value by its key, or by its place in the list."""
    if not place:
        return "The file"
    if isinstance(place[-1], int):
        return f"Entry {place[-1] + 1}{inside(place[:-1])}"
    return place[-1]


def inside(place: Place) -> str:
    """Say in which block something is; nothing at the root."""
    if not place:
        return ""
    if isinstance(place[-1], int):
        return f" in entry {place[-1] + 1} of {place[-2] if len(place) > 1 else 'the file'}"
    return f" in {place[-1]}"


def described(schema: Mapping[str, Any]) -> str:
    """Return the noun phrase of a schema."""
    return str(schema.get("description", "another value"))


def example(key: str | int, schema: Mapping[str, Any]) -> str:
    """Show the schema's first example, as a line of YAML where the key is known."""
    examples = schema.get("examples")
    if not examples:
        return ""
    text = shown(examples[0])
    return f", for example {key}: {text}" if isinstance(key, str) and key else f", such as {text}"


def one_of(choices: Iterable[Any]) -> str:
    """List alternatives."""
    texts = [shown(choice) for choice in choices]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} or {texts[-1]}"


def nearest(text: str, known: Iterable[str]) -> str | None:
    """Return the known text that was most likely meant."""
    close = difflib.get_close_matches(text.lower(), list(known), n=1)
    return close[0] if close else None


def plain(value: Any) -> str:
    """Return a scalar as it is written in YAML."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def shown(value: Any) -> str:
    """Return a value as it would be written in one line, shortened."""
    if value is None:
        return "empty"
    if isinstance(value, dict | list) and len(str(value)) > _LONGEST:
        return "a block of keys" if isinstance(value, dict) else "a list"
    if isinstance(value, str | dict | list):
        text = json.dumps(value, ensure_ascii=False, default=str)
    else:
        text = plain(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."

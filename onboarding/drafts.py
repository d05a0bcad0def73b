"""What a drafted profile is made of, and how it is written as YAML with its comments."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_PLAIN = re.compile(r"[A-Za-zÀ-ž_](?:[\wÀ-ž ./()€°³-]*[\wÀ-ž.)€°³])?")
_YAML_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "~"}


@dataclass(frozen=True)
class Said:
    """Hold lines of a profile, what spoke for them, and what only the person can know."""

    text: str
    because: str = ""
    question: str = ""


@dataclass(frozen=True)
class Draft:
    """Hold a drafted profile as text, with what is sure and what is open."""

    name: str
    reads: str
    text: str
    sure: Sequence[str]
    questions: Sequence[str]


def scalar(text: str) -> str:
    """Return a text as YAML, in quotes where it could be taken for something else."""
    if _PLAIN.fullmatch(text) and text.lower() not in _YAML_WORDS:
        return text
    return json.dumps(text, ensure_ascii=False)


def texts(values: Iterable[str]) -> str:
    """Return a list of texts as YAML on one line."""
    return f"[{', '.join(map(scalar, values))}]"


def block(entries: Iterable[tuple[str, str]]) -> str:
    """Return keys and finished values as a block on one line."""
    return "{" + ", ".join(f"{key}: {value}" for key, value in entries) + "}"


def written(said: Iterable[Said]) -> str:
    """Return the lines with their comments above them, at their own indentation."""
    lines: list[str] = []
    for part in said:
        indent = " " * (len(part.text) - len(part.text.lstrip(" ")))
        lines += [f"{indent}# {part.because[0].upper()}{part.because[1:]}."] if part.because else []
        lines += [f"{indent}# TODO: {part.question}"] if part.question else []
        lines.append(part.text)
    return "\n".join(lines) + "\n"

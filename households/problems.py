"""What is wrong in a file that a person wrote, and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Problem:
    """Say where a file is wrong, in plain words, and how to mend it.

    `line` is 1-based, None where the problem has no line (a missing file).
    `message` has no closing period, `remedy` is one or more whole sentences.
    """

    file: Path
    line: int | None
    message: str
    remedy: str

    def __str__(self) -> str:
        place = str(self.file) if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.message}. {self.remedy}"


class HouseholdError(Exception):
    """Report everything that is wrong in a household folder at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return each problem once, by file and line."""
    return sorted(set(problems), key=lambda p: (str(p.file), p.line or 0, p.message, p.remedy))

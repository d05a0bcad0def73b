"""A suspicion: what looks wrong, and what to change."""

from typing import NamedTuple


class Suspicion(NamedTuple):
    """Say what looks wrong in a file as it is read; `remedy` is a whole sentence."""

    code: str
    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.message}. {self.remedy}"

"""What the lake's objects say of contents, as the catalog reads them."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from ingestion.commits import Commit, read_commits
from ingestion.contents import Claim, Occurrence, read_claim, read_occurrences
from ingestion.lake import Lake
from ingestion.layout import CLAIMS, DECODES, OCCURRENCES

# A bucket answers one question slowly and many at once quickly.
_THREADS = 16


@dataclass(frozen=True)
class Content:
    """Hold what the lake notes of one content."""

    claim: Claim
    commits: tuple[Commit, ...]
    occurrences: tuple[Occurrence, ...]


def read_contents(lake: Lake, content_ids: Sequence[str]) -> Iterator[Content | None]:
    """Yield what the lake notes of contents, in their order; None for one without a claim."""
    read = partial(_read, lake)
    if lake.location.folder is not None or len(content_ids) < 2:
        yield from map(read, content_ids)
        return
    with ThreadPoolExecutor(_THREADS) as pool:
        yield from pool.map(read, content_ids)


def marks_of_contents(lake: Lake) -> dict[str, str] | None:
    """Return for each content what changes whenever anything noted of it does.

    None for a lake in a folder, which only this machine writes.
    """
    noted: dict[str, list[str]] = defaultdict(list)
    for folder in (CLAIMS, OCCURRENCES, DECODES):
        marks = lake.storage.marks(folder)
        if marks is None:
            return None
        for key, mark in sorted(marks.items()):
            content_id = key.removeprefix(f"{folder}/")[:64]
            noted[content_id].append(f"{key} {mark}")
    return {
        content_id: hashlib.sha256("\n".join(lines).encode()).hexdigest()
        for content_id, lines in noted.items()
    }


def _read(lake: Lake, content_id: str) -> Content | None:
    claim = read_claim(lake, content_id)
    if claim is None:
        return None
    return Content(
        claim, tuple(read_commits(lake, content_id)), tuple(read_occurrences(lake, content_id))
    )

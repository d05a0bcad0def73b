"""Record files that no longer count: a content was read another way since."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from ingestion.clock import iso
from ingestion.commits import Commit, read_commits
from ingestion.lake import Lake
from ingestion.layout import DECODES


def superseded_objects(lake: Lake, before: datetime) -> Iterator[str]:
    """Yield the record files of decodes whose successor was committed before a moment.

    Their commits stay, as what was once read. Of the household's own documents all stays: an
    earlier version may count again.
    """
    decodes: dict[str, int] = defaultdict(int)
    for key in lake.storage.walk(DECODES):
        decodes[key.removeprefix(f"{DECODES}/").partition("/")[0]] += 1
    for content_id in sorted(name for name, count in decodes.items() if count > 1):
        yield from _of_content(lake, read_commits(lake, content_id), iso(before))


def _of_content(lake: Lake, commits: list[Commit], before: str) -> Iterator[str]:
    *former, last = commits
    if last.committed_at >= before or any(one.document is not None for one in commits):
        return
    gone = {key for one in former for key in one.objects} - set(last.objects)
    yield from (key for key in sorted(gone) if lake.storage.size(key) is not None)

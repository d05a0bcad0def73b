"""Decoding a content: from raw bytes to record files and a commit."""

from dataclasses import replace
from pathlib import Path

from ingestion.commits import Commit
from ingestion.contents import Claim
from ingestion.decoders.base import Decoder, MemberStart, Record, RecordColumns, Reject
from ingestion.errors import LandingError, QuarantineError, decoder_error
from ingestion.lake import Lake
from ingestion.record_files import RecordFiles
from ingestion.tables import REJECTS


def decode(lake: Lake, claim: Claim, decoder: Decoder, blank: Commit) -> Commit:
    """Decode a content, put its records into the lake, and return the commit to write.

    A content that cannot be read becomes a commit with the state quarantined.
    """
    files = RecordFiles(lake, claim.content_id, blank.decode_id, blank.source, claim.ingestion_date)
    try:
        return _decoded(lake, claim, decoder, blank, files)
    except QuarantineError as quarantine:
        return quarantined(blank, quarantine)
    except (OSError, LandingError):
        raise
    except MemoryError:
        raise LandingError("read_error", "not enough memory") from None
    except Exception as error:  # noqa: BLE001  (a decoder's own bug must cost one file, not the run)
        return quarantined(blank, decoder_error(error))
    finally:
        files.discard()


def quarantined(blank: Commit, quarantine: QuarantineError) -> Commit:
    """Return a commit with the reason why a content is not read."""
    return replace(blank, state="quarantined", reason=quarantine.code, message=quarantine.message)


def _decoded(
    lake: Lake, claim: Claim, decoder: Decoder, blank: Commit, files: RecordFiles
) -> Commit:
    span = _Span()
    with lake.local_copy(claim.raw_path, claim.content_id) as file:
        _collect(decoder, file, files, span)
    lake.crash_point("after decode")
    objects = files.finish()
    commit = _commit(blank, files, tuple(objects), span)
    lake.storage.prepare({**objects, commit.key: commit.encoded})
    for key, part in objects.items():
        lake.storage.replace_from(key, part)
    lake.crash_point("after records")
    return commit


def _commit(blank: Commit, files: RecordFiles, objects: tuple[str, ...], span: "_Span") -> Commit:
    months: dict[str, dict[str, int]] = {}
    for (table, month), count in sorted(files.counts.items()):
        months.setdefault(table, {})[month] = count
    rejects = sum(months.get(REJECTS, {}).values())
    return replace(
        blank,
        months=months,
        objects=objects,
        count_records=sum(files.counts.values()) - rejects,
        count_rejects=rejects,
        coverage_started_at=_instant(span.first),
        coverage_ended_at=_instant(span.last),
        source_version=blank.source_version or span.export_time or _instant(span.last),
    )


class _Span:
    """Remember the first and last time of a content's records, and its export time."""

    def __init__(self) -> None:
        self.first: str | None = None
        self.last: str | None = None
        self.export_time: str | None = None

    def widen(self, first: str, last: str) -> None:
        if self.first is None or first < self.first:
            self.first = first
        if self.last is None or last > self.last:
            self.last = last


def _collect(decoder: Decoder, file: Path, files: RecordFiles, span: _Span) -> None:
    for item in decoder.decode(file):
        if isinstance(item, Record):
            files.add(item)
            if item.at is not None:
                span.widen(item.at, item.until or item.at)
        elif isinstance(item, RecordColumns):
            files.add_columns(item)
            span.widen(item.first, item.last)
        elif isinstance(item, Reject):
            files.add_reject(item)
        elif isinstance(item, MemberStart):
            files.member = item.name
        elif span.export_time is None or item.at > span.export_time:
            # Of several files in an archive the latest tells what the archive knows.
            span.export_time = item.at


def _instant(text: str | None) -> str | None:
    """Write a date or time with microseconds, so that text order is time order."""
    if text is None:
        return None
    day, _, clock = text.partition("T")
    whole, _, fraction = clock.partition(".")
    return f"{day}T{whole or '00:00:00'}.{fraction[:6]:0<6}Z"

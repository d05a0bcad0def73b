"""Taking an object of another bucket: its bytes hashed on the way, large ones copied inside S3."""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ingestion.contents import Claim, SourceObject
from ingestion.decoders.base import Head
from ingestion.errors import LandingError
from ingestion.lake import Lake
from ingestion.spool import Spooled, read_failure, transfer
from ingestion.storage.bucket_access import as_file_errors, client


def fetch(lake: Lake, origin: SourceObject) -> tuple[Spooled, SourceObject]:
    """Copy the version that an event names, and say all that S3 says of it.

    Raises: LandingError; `source_missing` where that version is gone or overwritten.
    """
    answer = _answer(origin)
    lake.work.mkdir(parents=True, exist_ok=True)
    file = lake.work / f"incoming-{uuid.uuid4().hex}"
    try:
        spooled = _spooled(lake, answer, origin, file)
    except BaseException:
        file.unlink(missing_ok=True)
        raise
    found = replace(
        origin,
        version_id=origin.version_id or answer.get("VersionId"),
        etag=answer["ETag"].strip('"'),
        size=spooled.head.size,
    )
    return spooled, found


def copied_raw(lake: Lake, claim: Claim, origin: SourceObject) -> bool | None:
    """Let S3 copy a large object to the place of its claim; tell whether it was missing there.

    None where the object is small, or the lake no bucket.
    """
    # Imported here: a lake in a folder needs nothing of buckets.
    from ingestion.storage.s3 import S3Storage

    storage = lake.storage
    is_large = isinstance(storage, S3Storage) and claim.file_size_bytes > storage.part_bytes
    if not isinstance(storage, S3Storage) or not is_large or not origin.etag:
        return None
    return storage.create_copy(claim.raw_path, _place(origin), claim.file_size_bytes, origin.etag)


def _answer(origin: SourceObject) -> Mapping[str, Any]:
    # Without a version, another etag means that the bytes of this event are overwritten.
    same = {} if origin.version_id or not origin.etag else {"IfMatch": origin.etag}
    try:
        with as_file_errors(origin.address):
            answer: Mapping[str, Any] = client().get_object(**_place(origin), **same)
    except FileExistsError:
        raise LandingError("source_missing") from None
    except OSError as error:
        raise read_failure(error) from error
    except UnicodeEncodeError:
        # Such a key cannot exist.
        raise LandingError("source_missing") from None
    return answer


def _spooled(lake: Lake, answer: Mapping[str, Any], origin: SourceObject, file: Path) -> Spooled:
    from ingestion.storage.s3 import open_body

    noted = _noted_md5(answer)
    md5 = hashlib.md5(usedforsecurity=False)
    with open_body(answer["Body"], origin.address) as source, file.open("wb") as target:
        digest, head = transfer(source, target, md5 if noted else None)
        lake.crash_point("while copying")
        size = target.tell()
    if noted and md5.hexdigest() != noted:
        raise LandingError("read_error", "other bytes arrived than S3 holds")
    return Spooled(file, digest, Head(head, size), None)


def _noted_md5(answer: Mapping[str, Any]) -> str | None:
    """Return the MD5 of the bytes where S3 states it.

    Source: Amazon S3 API reference, Object: an etag is none with KMS, own keys or several parts.
    """
    etag = str(answer["ETag"]).strip('"')
    is_plain = answer.get("ServerSideEncryption") in (None, "AES256")
    is_own = "SSECustomerAlgorithm" in answer
    return etag if is_plain and not is_own and "-" not in etag else None


def _place(origin: SourceObject) -> dict[str, str]:
    place = {"Bucket": origin.bucket, "Key": origin.key}
    return {**place, "VersionId": origin.version_id} if origin.version_id else place

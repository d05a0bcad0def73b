"""A lake below a prefix of an S3 bucket."""

import errno
import io
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from ingestion.storage.bucket_access import as_file_errors, client
from ingestion.storage.multipart import Part, copied_parts, put_together, uploaded_parts
from ingestion.storage.versions import erase, erase_former, require_free, versions_of

# A whole object in one request up to here, in parts of this size above.
PART_BYTES = 64 << 20
_TRIES_OF_CONFLICTS = 6
_FIRST_WAIT_SECONDS = 0.05
_CHUNK = 1 << 20
_CHECKED = {"ChecksumAlgorithm": "SHA256"}
_ONLY_NEW = {"IfNoneMatch": "*"}


@dataclass(frozen=True)
class S3Storage:
    """Keep objects below `prefix` of `bucket`; errors are those of a file system."""

    bucket: str
    prefix: str
    part_bytes: int = PART_BYTES

    @property
    def _root(self) -> str:
        return f"{self.prefix}/" if self.prefix else ""

    def prepare(self, objects: Mapping[str, bytes | Path], unless: str | None = None) -> None:
        """Do nothing: a bucket answers when an object is safe."""

    def create(self, key: str, data: bytes) -> bool:
        """Write an object unless it exists; tell whether this call wrote it."""
        return self._created(key, lambda: self._put(key, data, _ONLY_NEW), io.BytesIO(data))

    def replace(self, key: str, data: bytes) -> None:
        """Write an object, in place of a former one."""
        self._put(key, data, {})

    def create_from(self, key: str, file: Path) -> bool:
        """Write a local file to `key` unless that exists; tell whether it was written."""
        with file.open("rb") as stream:
            return self._created(key, lambda: self._send(key, file, _ONLY_NEW), stream)

    def replace_from(self, key: str, file: Path) -> None:
        """Write a local file to `key`, in place of a former object."""
        self._send(key, file, {})

    def create_copy(self, key: str, source: Mapping[str, str], size: int, etag: str) -> bool:
        """Let S3 copy an object of `size` bytes from another bucket unless `key` exists.

        `source` is a CopySource; what has another etag by now is not copied.
        """

        def copy() -> None:
            self._put_together(key, copied_parts(source, etag, size, self.part_bytes), _ONLY_NEW)

        return self._created(key, copy, None)

    def read(self, key: str) -> bytes | None:
        """Return an object's bytes; None where there is none."""
        try:
            with self.open(key) as stream:
                return stream.read()
        except FileNotFoundError:
            return None

    def tagged(self, key: str) -> tuple[bytes, str] | None:
        """Return an object's bytes and their etag; None where there is none."""
        try:
            with self._errors(key):
                answer = client().get_object(**self._place(key))
        except FileNotFoundError:
            return None
        with open_body(answer["Body"], self.shown(key)) as stream:
            return stream.read(), str(answer["ETag"])

    def swap(self, key: str, data: bytes, tag: str | None) -> bool:
        """Write an object if it still has this etag, or, with None, if there is none."""
        condition = _ONLY_NEW if tag is None else {"IfMatch": tag}
        try:
            return self._created(key, lambda: self._put(key, data, condition), io.BytesIO(data))
        except FileNotFoundError:
            return False

    def open(self, key: str) -> BinaryIO:
        """Open an object for reading from its beginning to its end.

        Raises: FileNotFoundError.
        """
        with self._errors(key):
            answer = client().get_object(**self._place(key))
        return open_body(answer["Body"], self.shown(key))

    def size(self, key: str) -> int | None:
        """Return an object's size in bytes; None where there is none."""
        try:
            with self._errors(key):
                return int(client().head_object(**self._place(key))["ContentLength"])
        except FileNotFoundError:
            return None

    def names(self, prefix: str) -> list[str]:
        """Return the sorted names directly below a prefix."""
        start = self._start(prefix)
        found = set()
        for page in self._pages("list_objects_v2", Prefix=start, Delimiter="/"):
            found |= {one["Prefix"] for one in page.get("CommonPrefixes", ())}
            found |= {one["Key"] for one in page.get("Contents", ())}
        names = {key.removeprefix(start).rstrip("/") for key in found}
        return sorted(name for name in names if name and not name.startswith("."))

    def walk(self, prefix: str) -> Iterator[str]:
        """Yield the keys of all objects below a prefix."""
        yield from self.marks(prefix)

    def marks(self, prefix: str) -> dict[str, str]:
        """Return for each key below a prefix what changes whenever the object does."""
        pages = self._pages("list_objects_v2", Prefix=self._start(prefix))
        objects = (one for page in pages for one in page.get("Contents", ()))
        keys = {one["Key"].removeprefix(self._root): one["ETag"] for one in objects}
        return {key: etag for key, etag in keys.items() if not _is_hidden(key)}

    def remove(self, key: str) -> None:
        """Take an object away, if it exists."""
        with self._errors(key):
            client().delete_object(**self._place(key))

    def erase(self, key: str) -> None:
        """Take an object away for good, with all its versions.

        Raises: ObjectLockedError.
        """
        for version in versions_of(self.bucket, f"{self._root}{key}"):
            erase(version)

    def require_erasable(self, keys: Iterable[str]) -> None:
        """Check that nothing holds any version of these objects.

        Raises: ObjectLockedError.
        """
        require_free(
            version for key in keys for version in versions_of(self.bucket, f"{self._root}{key}")
        )

    def erase_former(self) -> None:
        """Take away for good what was overwritten or deleted, as far as nothing holds it.

        Raises: ObjectLockedError.
        """
        erase_former(self.bucket, self._root)

    def shown(self, key: str) -> str:
        """Return an object's address for people."""
        return f"s3://{self.bucket}/{self._root}{key}"

    def _start(self, prefix: str) -> str:
        return f"{self._root}{prefix}/" if prefix else self._root

    def _place(self, key: str) -> dict[str, str]:
        return {"Bucket": self.bucket, "Key": f"{self._root}{key}"}

    def _errors(self, key: str) -> Any:
        return as_file_errors(self.shown(key))

    def _pages(self, operation: str, **options: str) -> Iterator[dict[str, Any]]:
        pages = client().get_paginator(operation).paginate(Bucket=self.bucket, **options)
        with as_file_errors(f"s3://{self.bucket}/{options['Prefix']}"):
            yield from pages

    def _put(self, key: str, body: bytes | BinaryIO, condition: Mapping[str, str]) -> None:
        with self._errors(key):
            client().put_object(**self._place(key), Body=body, **_CHECKED, **condition)

    def _send(self, key: str, file: Path, condition: Mapping[str, str]) -> None:
        with file.open("rb") as stream:
            if file.stat().st_size <= self.part_bytes:
                self._put(key, stream, condition)
            else:
                parts = uploaded_parts(stream, self.part_bytes)
                self._put_together(key, parts, condition)

    def _put_together(self, key: str, parts: Iterator[Part], condition: Mapping[str, str]) -> None:
        with self._errors(key):
            put_together(client(), self._place(key), parts, condition)

    def _created(self, key: str, write: Any, data: BinaryIO | None) -> bool:
        """Write on condition, also through the conflicts of several writers.

        Where an answer was lost, the second try meets the object of the first: then the bytes say
        whether it is this call's.
        """
        for number in range(_TRIES_OF_CONFLICTS):
            try:
                write()
            except FileExistsError as error:
                return data is not None and _was_repeated(error) and self._has(key, data)
            except OSError as error:
                if error.errno != errno.EBUSY or number == _TRIES_OF_CONFLICTS - 1:
                    raise
                time.sleep(_FIRST_WAIT_SECONDS * 2**number)
            else:
                return True
        return False

    def _has(self, key: str, data: BinaryIO) -> bool:
        data.seek(0)
        with self.open(key) as stored:
            while chunk := stored.read(_CHUNK):
                if data.read(_CHUNK) != chunk:
                    return False
        return not data.read(1)


def open_body(body: Any, shown: str) -> BinaryIO:
    """Read the body of S3's answer as a file."""
    return cast("BinaryIO", io.BufferedReader(_Body(body, shown)))


class _Body(io.RawIOBase):
    """Read an object's body; what the network says is an operating system error."""

    def __init__(self, body: Any, shown: str) -> None:
        self._body = body
        self._shown = shown

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer; a body that ends early is an error, not an end."""
        with as_file_errors(self._shown):
            data = self._body.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Let go of the connection."""
        self._body.close()
        super().close()


def _is_hidden(key: str) -> bool:
    return key.endswith("/") or any(name.startswith(".") for name in key.split("/"))


def _was_repeated(error: OSError) -> bool:
    """Tell whether botocore had sent the same request before, and its answer was lost."""
    said = getattr(error.__cause__, "response", {}).get("ResponseMetadata", {})
    return bool(said.get("RetryAttempts", 0))

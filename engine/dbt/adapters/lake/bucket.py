"""A lake below a prefix of an S3 bucket.

The way into buckets and the lease are those of Daybook's other commands: only such a lake needs
Daybook's package `ingestion`, and with it boto3.
"""

import errno
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from dbt_common.exceptions import DbtRuntimeError

from dbt.adapters.lake.folders import folder_name
from dbt.adapters.lake.places import Kind
from dbt.adapters.lake.writer_lease import WriterLease, take_lease_of
from ingestion.storage.bucket_access import as_file_errors, bucket_and_prefix, client

_REMEDIES = {
    errno.ENXIO: "Create the bucket, or correct the lake's address (DAYBOOK_LAKE).",
    errno.EACCES: "Sign in to AWS with credentials that may list, read and write there.",
}
_OTHER_REMEDY = "Check AWS_REGION, AWS_ENDPOINT_URL and the network; then run this again."


class Bucket:
    """The objects of S3, their keys read as folders and names."""

    def folders(self, location: str) -> list[str]:
        """Return the locations of the folders directly below."""
        below = (folder for folder, _ in _entries(f"{location}/") if folder)
        return sorted(f for f in below if not folder_name(f).startswith("."))

    def kind(self, location: str) -> Kind | None:
        """Return what kind of table a folder holds."""
        # One request however many files the table has: hardly anything else begins so.
        entries = list(_entries(f"{location}/_"))
        if (f"{location}/_delta_log", None) in entries:
            return "delta"
        return "parquet" if (None, f"{location}/_schema.json") in entries else None

    def is_foreign(self, location: str) -> bool:
        """Say whether something lies in a folder beside the object that stands for it."""
        return any(file != f"{location}/" for _, file in _entries(f"{location}/", MaxKeys=2))

    def files(self, location: str) -> list[str]:
        """Return the names of the objects directly below."""
        return [folder_name(file) for _, file in _entries(f"{location}/") if file]

    def files_mark(self, location: str) -> str | None:
        """Hash keys and entity tags of the objects below."""
        bucket, key = bucket_and_prefix(location)
        pages = client().get_paginator("list_objects_v2")
        with _readable_errors(location):
            marks = [
                f"{file['Key']} {file['ETag']}"
                for page in pages.paginate(Bucket=bucket, Prefix=f"{key}/")
                for file in page.get("Contents", ())
            ]
        return hashlib.sha256("\n".join(sorted(marks)).encode()).hexdigest() if marks else None

    def read_bytes(self, location: str) -> bytes:
        """Return what an object holds."""
        bucket, key = bucket_and_prefix(location)
        with _readable_errors(location):
            return bytes(client().get_object(Bucket=bucket, Key=key)["Body"].read())

    def replace_text(self, location: str, text: str) -> None:
        """Write an object: readers see the old one or the new one."""
        bucket, key = bucket_and_prefix(location)
        with _readable_errors(location):
            client().put_object(Bucket=bucket, Key=key, Body=text.encode())

    def make_folder(self, location: str) -> None:
        """Do nothing: a bucket has no folders but in its keys."""

    def take_lock(self, root: str) -> WriterLease:
        """Take the lease of a lake."""
        with _readable_errors(root):
            return take_lease_of(root)


def _entries(start: str, **options: int) -> Iterator[tuple[str, None] | tuple[None, str]]:
    """Yield each folder, or each file, of which the location has this start."""
    bucket, _, key = start.removeprefix("s3://").partition("/")
    pages = client().get_paginator("list_objects_v2")
    with _readable_errors(start):
        for page in pages.paginate(Bucket=bucket, Prefix=key, Delimiter="/", **options):
            for folder in page.get("CommonPrefixes", ()):
                yield f"s3://{bucket}/{folder['Prefix']}".rstrip("/"), None
            for file in page.get("Contents", ()):
                yield None, f"s3://{bucket}/{file['Key']}"


@contextmanager
def _readable_errors(location: str) -> Iterator[None]:
    try:
        with as_file_errors(location):
            yield
    except OSError as error:
        remedy = _REMEDIES.get(error.errno or 0, _OTHER_REMEDY)
        said = (error.strerror or str(error)).rstrip(".")
        raise DbtRuntimeError(f"{location} cannot be reached: {said}. {remedy}") from None

"""Bring a site to a place in a bucket: only what changed, pages last, nothing of others touched."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingestion.storage.bucket_access import as_file_errors, bucket_and_prefix, client
from portal.content_types import VERSION_FILE, content_type_of
from runner.errors import CommandError
from runner.tables import THREADS

# What lies there from earlier uploads, by path; kept beside the site, read by nobody else.
LISTING = "daybook-site.json"
# Pages of a person's life: no cache between may keep them, and a browser asks each time.
_CACHE = "private, no-cache"
_TURNS = (0, 1, 2)


@dataclass(frozen=True)
class Uploaded:
    """What an upload came to: the paths that were written and taken away."""

    written: Sequence[str]
    removed: Sequence[str]


def upload_site(folder: Path, address: str) -> Uploaded:
    """Make a place in a bucket hold what a site holds.

    Pages come after all that they show, so that a reader never gets a page without its parts; what
    is gone from the site goes last. Only objects of earlier uploads are ever taken away.

    address: `s3://bucket/prefix`.

    Raises:
        CommandError: what lies there is not of an earlier upload.
        OSError: the bucket cannot be reached or written.
    """
    place = _Place(*bucket_and_prefix(address))
    present = _hashes(folder)
    former = place.listing()
    changed = [path for path in present if former.get(path) != present[path]]
    gone = sorted(former.keys() - present.keys())
    # Before anything is written, the listing owns up to it: what a broken upload left is known.
    unchanged = {path: present[path] for path in present if path not in changed}
    place.remember({**dict.fromkeys((*changed, *gone), ""), **unchanged})
    with ThreadPoolExecutor(THREADS) as pool:
        for turn in _TURNS:
            now = [path for path in changed if _turn(path) == turn]
            list(pool.map(lambda path: place.put(path, (folder / path).read_bytes()), now))
        list(pool.map(place.remove, gone))
    place.remember(present)
    return Uploaded(changed, gone)


def _hashes(folder: Path) -> dict[str, str]:
    """Return the hash of each file that readers may see, by its path below the folder."""
    paths = (path.relative_to(folder) for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        path.as_posix(): hashlib.sha256((folder / path).read_bytes()).hexdigest()
        for path in paths
        if not any(part.startswith(".") for part in path.parts)
    }


def _turn(path: str) -> int:
    """Return when a file is written: parts, then pages, then the version that readers poll."""
    return 2 if path == VERSION_FILE else int(path.endswith(".html"))


@dataclass(frozen=True)
class _Place:
    """A place in a bucket; the prefix has no slashes at its ends."""

    bucket: str
    prefix: str

    def listing(self) -> Mapping[str, str]:
        """Return the hashes of what earlier uploads left, empty where it may be broken."""
        from botocore.exceptions import ClientError

        key = self._key(LISTING)
        with as_file_errors(f"s3://{self.bucket}/{key}"):
            try:
                body: bytes = client().get_object(Bucket=self.bucket, Key=key)["Body"].read()
            except ClientError as error:
                if error.response.get("Error", {}).get("Code") == "NoSuchKey":
                    return {}
                raise
        return _listed(body, f"s3://{self.bucket}/{key}")

    def remember(self, hashes: Mapping[str, str]) -> None:
        """Write down what lies here."""
        self.put(LISTING, json.dumps({"files": dict(sorted(hashes.items()))}).encode())

    def put(self, path: str, content: bytes) -> None:
        """Write one file with what a browser has to know of it."""
        self._ask(
            "put_object",
            path,
            Body=content,
            ContentType=content_type_of(path),
            CacheControl=_CACHE,
        )

    def remove(self, path: str) -> None:
        """Take one file away."""
        self._ask("delete_object", path)

    def _ask(self, what: str, path: str, **options: Any) -> None:
        key = self._key(path)
        with as_file_errors(f"s3://{self.bucket}/{key}"):
            getattr(client(), what)(Bucket=self.bucket, Key=key, **options)

    def _key(self, path: str) -> str:
        return f"{self.prefix}/{path}" if self.prefix else path


def _listed(body: bytes, shown: str) -> dict[str, str]:
    try:
        files: dict[str, str] = json.loads(body)["files"]
        return {str(path): str(digest) for path, digest in files.items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise CommandError(
            f"{shown} is not of an earlier upload. Choose another place for the site, or delete it."
        ) from None

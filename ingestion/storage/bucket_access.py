"""The way into buckets: one client for the process, and its errors as those of a file system."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

ADDRESS_START = "s3://"
# A bucket that accepts and never answers costs so many times so long, and then the command ends.
_RETRIES = {"mode": "standard", "total_max_attempts": 5}
_TIMEOUT_SECONDS = 20
_CONNECTIONS = 32
# As the numbers of a file system, so that everything above handles a bucket like a disk.
_NUMBERS = {
    "NoSuchKey": errno.ENOENT,
    "NoSuchVersion": errno.ENOENT,
    "404": errno.ENOENT,
    "405": errno.ENOENT,
    "MethodNotAllowed": errno.ENOENT,
    "NoSuchBucket": errno.ENXIO,
    "PreconditionFailed": errno.EEXIST,
    "412": errno.EEXIST,
    "ConditionalRequestConflict": errno.EBUSY,
    "AccessDenied": errno.EACCES,
    "403": errno.EACCES,
    "ExpiredToken": errno.EACCES,
    "InvalidAccessKeyId": errno.EACCES,
    "SignatureDoesNotMatch": errno.EACCES,
    "KMS.AccessDeniedException": errno.EACCES,
    "KMS.DisabledException": errno.EACCES,
    "KMS.NotFoundException": errno.EACCES,
    "SlowDown": errno.EAGAIN,
    "503": errno.EAGAIN,
    "ServiceUnavailable": errno.EAGAIN,
    "RequestLimitExceeded": errno.EAGAIN,
    "Throttling": errno.EAGAIN,
}


def is_address(location: str) -> bool:
    """Tell a place in a bucket from a folder."""
    return location.startswith(ADDRESS_START)


def bucket_and_prefix(address: str) -> tuple[str, str]:
    """Return the bucket of an address, and the key below it without slashes at its ends."""
    bucket, _, prefix = address.removeprefix(ADDRESS_START).partition("/")
    return bucket, prefix.strip("/")


@cache
def session() -> Any:
    """Return the session of this process, with the credentials that AWS's own tools would use.

    Making one takes longer than a question to a bucket; it renews credentials that expire.
    """
    # Imported here: a lake in a folder needs no boto3, which takes long to load.
    import boto3

    return boto3.session.Session()


@cache
def client() -> Any:
    """Return the client of this process."""
    from botocore.config import Config

    config = Config(
        retries=_RETRIES | _attempts(),
        connect_timeout=_TIMEOUT_SECONDS,
        read_timeout=_TIMEOUT_SECONDS,
        max_pool_connections=_CONNECTIONS,
    )
    return session().client("s3", config=config)


def _attempts() -> dict[str, int]:
    """Return what AWS's own variable says, which the client would take were nothing stated."""
    stated = os.environ.get("AWS_MAX_ATTEMPTS", "")
    return {"total_max_attempts": int(stated)} if stated.isdigit() and int(stated) else {}


def storage_options(location: str) -> dict[str, str]:
    """Return what deltalake needs to enter the bucket of a location: nothing for a folder."""
    if not is_address(location):
        return {}
    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL") or ""
    credentials = session().get_credentials()
    keys = credentials.get_frozen_credentials() if credentials else None
    found = {
        "AWS_REGION": session().region_name,
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ALLOW_HTTP": "true" if endpoint.startswith("http://") else "",
        "AWS_ACCESS_KEY_ID": keys and keys.access_key,
        "AWS_SECRET_ACCESS_KEY": keys and keys.secret_key,
        "AWS_SESSION_TOKEN": keys and keys.token,
    }
    return {name: value for name, value in found.items() if value}


@contextmanager
def as_file_errors(shown: str) -> Iterator[None]:
    """Raise what S3 and the network say as an operating system error that names the place."""
    from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

    try:
        yield
    except ClientError as error:
        said = error.response.get("Error", {})
        number = _NUMBERS.get(said.get("Code", ""), errno.EIO)
        raise OSError(number, _words(said), shown) from error
    except NoCredentialsError as error:
        raise PermissionError(errno.EACCES, "no credentials for AWS were found", shown) from error
    except BotoCoreError as error:
        raise OSError(errno.EIO, str(error), shown) from error


def _words(said: dict[str, str]) -> str:
    return ": ".join(filter(None, (said.get("Code"), said.get("Message"))))

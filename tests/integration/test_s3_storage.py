"""What a bucket adds to a storage: versions, long listings, copies, and a network that fails."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse

from ingestion.errors import failure_of
from ingestion.storage.bucket_access import client, session, storage_options
from ingestion.storage.s3 import S3Storage
from tests.buckets import SMALLEST_PART, Bucket, forget_the_way_in, hooked


@pytest.fixture
def storage(bucket: Bucket) -> S3Storage:
    return S3Storage(bucket.name, "lake", part_bytes=SMALLEST_PART)


class Body(io.BytesIO):
    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()


def refusals(count: int, status: int, code: str) -> Callable[..., AWSResponse | None]:
    """Return a hook that answers in the bucket's place, so many times."""
    left = iter(range(count))

    def refuse(request: Any, **_: Any) -> AWSResponse | None:
        if next(left, None) is None:
            return None
        text = f"<Error><Code>{code}</Code><Message>not now</Message></Error>".encode()
        return AWSResponse(request.url, status, {}, Body(text))

    return refuse


def test_a_listing_of_more_than_a_thousand_keys_is_whole(bucket: Bucket) -> None:
    storage = S3Storage(bucket.name, "lake")
    for number in range(1003):
        client().put_object(Bucket=bucket.name, Key=f"lake/x/{number:04d}/one", Body=b"")
    assert len(storage.names("x")) == 1003
    assert len(list(storage.walk("x"))) == 1003


def test_an_upload_that_breaks_off_leaves_neither_object_nor_parts(
    storage: S3Storage, bucket: Bucket, tmp_path: Path
) -> None:
    def fail(**_: Any) -> None:
        raise KeyboardInterrupt

    (tmp_path / "file").write_bytes(b"x" * 5 * SMALLEST_PART)
    with (
        hooked("before-call.s3.CompleteMultipartUpload", fail),
        pytest.raises(KeyboardInterrupt),
    ):
        storage.create_from("raw", tmp_path / "file")
    assert storage.size("raw") is None
    assert bucket.uploads() == []


def test_a_version_is_copied_inside_of_s3_though_the_object_has_changed(
    storage: S3Storage, bucket: Bucket
) -> None:
    content = b"0123456789" * SMALLEST_PART
    first = bucket.put("in box/a+b.csv", content)
    bucket.put("in box/a+b.csv", b"later")
    source = {
        "Bucket": bucket.name,
        "Key": "in box/a+b.csv",
        "VersionId": first["VersionId"],
    }
    assert storage.create_copy("raw", source, len(content), first["ETag"]) is True
    assert storage.create_copy("raw", source, len(content), first["ETag"]) is False
    assert storage.read("raw") == content


def test_an_object_written_before_its_answer_was_lost_counts_as_written(
    storage: S3Storage,
) -> None:
    lost = iter([True])

    def lose(response_dict: dict[str, Any], **_: Any) -> None:
        if next(lost, False):
            response_dict["status_code"] = 500

    with hooked("before-parse.s3.PutObject", lose):
        assert storage.create("a", b"mine") is True
    assert storage.create("a", b"mine") is False


def test_an_answer_lost_where_another_has_written_is_no_success(storage: S3Storage) -> None:
    storage.create("a", b"another's")
    with hooked("before-send.s3.PutObject", refusals(1, 500, "InternalError")):
        assert storage.create("a", b"mine") is False
    assert storage.read("a") == b"another's"


def test_a_conflict_of_two_writers_is_tried_again(storage: S3Storage) -> None:
    refuse = refusals(2, 409, "ConditionalRequestConflict")
    with hooked("before-send.s3.PutObject", refuse):
        assert storage.create("a", b"mine") is True


def test_a_bucket_that_asks_twice_to_slow_down_is_waited_for(storage: S3Storage) -> None:
    with hooked("before-send.s3.PutObject", refusals(2, 503, "SlowDown")):
        assert storage.create("a", b"mine") is True


def test_a_bucket_that_asks_for_ever_to_slow_down_is_given_up(storage: S3Storage) -> None:
    with (
        hooked("before-send.s3.PutObject", refusals(1000, 503, "SlowDown")),
        pytest.raises(OSError, match="SlowDown") as caught,
    ):
        storage.create("a", b"mine")
    assert failure_of(caught.value, "write_error").code == "throttled"


@pytest.mark.parametrize("code", ["AccessDenied", "KMS.DisabledException", "ExpiredToken"])
def test_a_refusal_is_a_missing_right_and_says_where(storage: S3Storage, code: str) -> None:
    with (
        hooked("before-send.s3.GetObject", refusals(9, 403, code)),
        pytest.raises(PermissionError, match="lake/a") as caught,
    ):
        storage.read("a")
    assert failure_of(caught.value, "read_error").code == "permission_denied"


def test_a_body_cut_short_is_an_error_and_no_end(storage: S3Storage) -> None:
    storage.create("a", b"0123456789")

    def cut(parsed: dict[str, Any], **_: Any) -> None:
        parsed["Body"]._raw_stream = io.BytesIO(b"01234")

    with (
        hooked("after-call.s3.GetObject", cut),
        pytest.raises(OSError, match="5 read, but total bytes expected is 10"),
    ):
        storage.read("a")


def test_erasing_takes_every_version_with_it(storage: S3Storage, bucket: Bucket) -> None:
    storage.replace("a", b"first")
    storage.replace("a", b"second")
    storage.remove("a")
    storage.erase("a")
    left = client().list_object_versions(Bucket=bucket.name)
    assert (left.get("Versions", []), left.get("DeleteMarkers", [])) == ([], [])


def test_the_way_into_buckets_is_looked_for_once(bucket: Bucket) -> None:
    forget_the_way_in()
    for name in ("a", "b"):
        assert storage_options(f"s3://{bucket.name}/{name}")["AWS_ACCESS_KEY_ID"] == "testing"
        S3Storage(bucket.name, name).replace("x", b"")

    assert session.cache_info().misses == 1

"""Objects in parts: uploaded from a file, or copied inside of S3; shown when all are there."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any, BinaryIO

# Sends one part by a client, with the upload's place and the part's number; returns S3's answer.
Part = Callable[..., Mapping[str, Any]]


def uploaded_parts(stream: BinaryIO, part_bytes: int) -> Iterator[Part]:
    """Yield the parts of a file."""
    while data := stream.read(part_bytes):
        yield lambda client, data=data, **place: client.upload_part(
            Body=data, ChecksumAlgorithm="SHA256", **place
        )


def copied_parts(
    source: Mapping[str, str], etag: str, size: int, part_bytes: int
) -> Iterator[Part]:
    """Yield the parts of an object that S3 itself copies."""
    for start in range(0, size, part_bytes):
        last = min(start + part_bytes, size) - 1
        yield lambda client, span=f"bytes={start}-{last}", **place: client.upload_part_copy(
            CopySource=dict(source), CopySourceIfMatch=etag, CopySourceRange=span, **place
        )["CopyPartResult"]


def put_together(
    client: Any, place: Mapping[str, str], parts: Iterator[Part], condition: Mapping[str, str]
) -> None:
    """Send all parts and make one object of them; an upload that fails leaves nothing behind."""
    upload = client.create_multipart_upload(**place, ChecksumAlgorithm="SHA256")["UploadId"]
    try:
        sent = [
            _part(part(client, PartNumber=number, UploadId=upload, **place), number)
            for number, part in enumerate(parts, start=1)
        ]
        client.complete_multipart_upload(
            **place, UploadId=upload, MultipartUpload={"Parts": sent}, **condition
        )
    except BaseException:
        # What stopped the upload matters more than that its parts could not be taken away.
        with suppress(Exception):
            client.abort_multipart_upload(**place, UploadId=upload)
        raise


def _part(answer: Mapping[str, Any], number: int) -> dict[str, Any]:
    names = ("ETag", "ChecksumSHA256")
    return {"PartNumber": number, **{name: answer[name] for name in names if name in answer}}

"""A site in a bucket: what is written, in which order, and what is left alone."""

from pathlib import Path

import pytest

from ingestion.storage.bucket_access import client
from portal.upload import LISTING, upload_site
from runner.errors import CommandError
from tests.buckets import Bucket, hooked

PAGES = {
    "index.html": "<p>morning",
    "docs/index.html": "<p>docs",
    "assets/site.css": "p{}",
    "catalog.json": "{}",
    "version": "one",
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for path, text in PAGES.items():
        write(tmp_path, path, text)
    write(tmp_path, ".done", "hidden")
    return tmp_path


def write(site: Path, path: str, text: str) -> None:
    (site / path).parent.mkdir(exist_ok=True)
    (site / path).write_text(text)


def test_a_site_lies_in_the_bucket_with_its_types_and_without_hidden_files(
    site: Path, bucket: Bucket
) -> None:
    upload_site(site, f"s3://{bucket.name}/our/site")

    expected = {f"our/site/{path}" for path in (*PAGES, LISTING)}
    assert set(bucket.keys()) == expected
    head = client().head_object(Bucket=bucket.name, Key="our/site/index.html")
    assert head["ContentType"] == "text/html; charset=utf-8"
    assert head["CacheControl"] == "private, no-cache"
    assert bucket.get("our/site/index.html") == b"<p>morning"


def test_pages_come_after_their_parts_and_the_version_last(site: Path, bucket: Bucket) -> None:
    written: list[str] = []

    def note(params: dict[str, str], **_: object) -> None:
        written.append(params["url_path"].partition("/site/")[2])

    with hooked("before-call.s3.PutObject", note):
        upload_site(site, f"s3://{bucket.name}/site")

    assert written[0] == written[-1] == LISTING
    assert written[-2] == "version"
    assert set(written[-4:-2]) == {"index.html", "docs/index.html"}


def test_only_what_changed_is_written_again(site: Path, bucket: Bucket) -> None:
    address = f"s3://{bucket.name}/site"
    upload_site(site, address)
    write(site, "index.html", "<p>next morning")

    again = upload_site(site, address)

    assert (again.written, again.removed) == (["index.html"], [])
    assert upload_site(site, address).written == []
    assert bucket.get("site/index.html") == b"<p>next morning"


def test_what_is_gone_from_the_site_goes_and_what_is_anothers_stays(
    site: Path, bucket: Bucket
) -> None:
    bucket.put("site/others.html", b"of another program")
    bucket.put("sitemap.html", b"beside it")
    upload_site(site, f"s3://{bucket.name}/site")
    (site / "docs" / "index.html").unlink()

    removed = upload_site(site, f"s3://{bucket.name}/site").removed

    assert removed == ["docs/index.html"]
    assert "site/docs/index.html" not in set(bucket.keys())
    assert {"site/others.html", "sitemap.html"} <= set(bucket.keys())


def test_an_upload_that_broke_off_is_finished_by_the_next_and_leaves_no_orphan(
    site: Path, bucket: Bucket
) -> None:
    address = f"s3://{bucket.name}/site"

    def break_off(params: dict[str, str], **_: object) -> None:
        if params["url_path"].endswith("index.html"):
            raise KeyboardInterrupt

    with hooked("before-call.s3.PutObject", break_off), pytest.raises(KeyboardInterrupt):
        upload_site(site, address)
    assert "site/assets/site.css" in set(bucket.keys())
    (site / "assets" / "site.css").unlink()

    upload_site(site, address)

    assert set(bucket.keys()) == {f"site/{path}" for path in (*PAGES, LISTING)} - {
        "site/assets/site.css"
    }


def test_a_place_that_holds_another_listing_is_refused(site: Path, bucket: Bucket) -> None:
    bucket.put(f"site/{LISTING}", b"[]")

    with pytest.raises(CommandError, match="Choose another place"):
        upload_site(site, f"s3://{bucket.name}/site")
    assert bucket.keys() == [f"site/{LISTING}"]

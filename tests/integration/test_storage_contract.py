"""What every storage promises, shown on a folder and on a bucket alike."""

import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ingestion.storage import Storage
from ingestion.storage.local import LocalStorage
from ingestion.storage.s3 import S3Storage
from tests.buckets import SMALLEST_PART, Bucket

COUNTER = itertools.count()


@pytest.fixture(params=["folder", "bucket", "whole bucket"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "folder":
        return LocalStorage(tmp_path / "lake", tmp_path / "work")
    bucket: Bucket = request.getfixturevalue("bucket")
    prefix = "" if request.param == "whole bucket" else "some/lake"
    return S3Storage(bucket.name, prefix, part_bytes=SMALLEST_PART)


@pytest.fixture
def a_file(tmp_path: Path) -> Callable[[bytes], Path]:
    def write(content: bytes) -> Path:
        file = tmp_path / f"file-{next(COUNTER)}"
        file.write_bytes(content)
        return file

    return write


def test_a_second_create_changes_nothing_and_says_so(storage: Storage) -> None:
    assert storage.create("a/b", b"first") is True
    assert storage.create("a/b", b"second") is False
    assert storage.create("a/b", b"first") is False
    assert storage.read("a/b") == b"first"


def test_replace_puts_new_bytes_in_place_of_the_former(storage: Storage) -> None:
    storage.replace("a", b"first")
    storage.replace("a", b"second")
    assert storage.read("a") == b"second"


def test_a_swap_writes_only_over_what_was_read(storage: Storage) -> None:
    assert storage.tagged("a/b") is None
    assert storage.swap("a/b", b"first", "some tag") is False
    assert storage.swap("a/b", b"first", None) is True
    assert storage.swap("a/b", b"second", None) is False
    read = storage.tagged("a/b")
    assert read is not None
    assert read[0] == b"first"
    assert storage.swap("a/b", b"second", read[1]) is True
    assert storage.swap("a/b", b"third", read[1]) is False
    assert storage.read("a/b") == b"second"
    assert list(storage.walk("")) == ["a/b"]


def test_of_many_that_swap_at_once_one_wins(storage: Storage) -> None:
    storage.replace("a", b"before")
    read = storage.tagged("a")
    assert read is not None

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(lambda n: storage.swap("a", f"{n}".encode(), read[1]), range(8)))

    assert won.count(True) == 1
    assert storage.read("a") == f"{won.index(True)}".encode()


def test_what_is_not_there_reads_as_none_and_opens_as_an_error(storage: Storage) -> None:
    storage.create("a/b", b"x")
    assert storage.read("a/c") is None
    assert storage.size("a/c") is None
    storage.remove("a/c")
    with pytest.raises(FileNotFoundError):
        storage.open("a/c")


@pytest.mark.parametrize("size", [0, 1, SMALLEST_PART, SMALLEST_PART + 1, 3 * SMALLEST_PART])
def test_a_file_of_any_size_arrives_whole(
    storage: Storage, a_file: Callable[[bytes], Path], size: int
) -> None:
    content = bytes(number % 251 for number in range(size))
    assert storage.create_from("raw/file", a_file(content)) is True
    assert storage.create_from("raw/file", a_file(b"other" * size)) is False
    assert storage.size("raw/file") == size
    with storage.open("raw/file") as stream:
        assert stream.read(7) + stream.read() == content


def test_a_file_replaces_an_object_whatever_their_sizes(
    storage: Storage, a_file: Callable[[bytes], Path]
) -> None:
    storage.create("a", b"short")
    storage.replace_from("a", a_file(b"long" * SMALLEST_PART))
    assert storage.read("a") == b"long" * SMALLEST_PART


def test_what_is_prepared_shows_only_once_it_is_written(
    storage: Storage, a_file: Callable[[bytes], Path]
) -> None:
    file = a_file(b"raw")
    storage.prepare({"note": b"said", "other note": b"said", "raw": file})
    assert list(storage.walk("")) == []
    assert storage.create("note", b"said") is True
    assert storage.create("other note", b"something else") is True
    assert storage.create_from("raw", file) is True
    assert storage.create("note", b"said") is False
    found = {key: storage.read(key) for key in storage.walk("")}
    assert found == {"note": b"said", "other note": b"something else", "raw": b"raw"}


def test_nothing_is_prepared_where_an_object_is_there_already(
    storage: Storage, tmp_path: Path
) -> None:
    storage.create("claim", b"said")
    storage.prepare({"note": b"said"}, unless="claim")
    assert list((tmp_path / "work").glob("*")) == []
    assert storage.create("note", b"said") is True


def test_names_are_what_lies_directly_below_without_hidden_ones(storage: Storage) -> None:
    for key in ("x/b/one", "x/b/two", "x/a", "x/.hidden", "xy"):
        storage.create(key, b"")
    assert storage.names("x") == ["a", "b"]
    assert storage.names("x/b") == ["one", "two"]
    assert storage.names("nothing") == []
    assert storage.names("") == ["x", "xy"]


def test_walk_finds_every_object_below_a_prefix_and_nothing_else(storage: Storage) -> None:
    for key in ("x/b/one", "x/a", "x/.work/draft", "xy/c"):
        storage.create(key, b"")
    assert list(storage.walk("x")) == ["x/a", "x/b/one"]
    assert list(storage.walk("")) == ["x/a", "x/b/one", "xy/c"]


def test_erased_objects_are_gone_and_their_namesakes_stay(storage: Storage) -> None:
    storage.replace("a", b"first")
    storage.replace("a", b"second")
    storage.create("ab", b"stays")
    storage.erase("a")
    assert storage.read("a") is None
    assert storage.read("ab") == b"stays"


def test_of_sixteen_writers_at_once_one_wins_and_its_bytes_stay(storage: Storage) -> None:
    with ThreadPoolExecutor(16) as pool:
        won = list(pool.map(lambda number: storage.create("a", b"%d" % number), range(16)))
    assert won.count(True) == 1
    assert storage.read("a") == b"%d" % won.index(True)

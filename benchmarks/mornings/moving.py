"""A lake that moves into a bucket of the stand-in for S3, and back into its folder."""

import os
import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from ingestion.storage.locations import Location, location_of
from runner.lake_files import copy_here
from tests.buckets import forget_the_way_in, new_bucket, s3_server

_AT_ONCE = 8


@contextmanager
def in_a_bucket(lake: Path, cache: Path) -> Iterator[tuple[Location, Mapping[str, str]]]:
    """Yield where a folder's lake lies meanwhile, and the variables that lead there.

    What only this machine knew (caches, notes of parsed models) moves neither way.
    """
    with s3_server(cache) as environment, variables(environment):
        forget_the_way_in()
        try:
            there = location_of(f"s3://{new_bucket(f'morning-{uuid4().hex}').name}/lake")
            _upload(lake, there)
            yield there, environment
            _download(there, lake)
        finally:
            forget_the_way_in()


@contextmanager
def variables(said: Mapping[str, str]) -> Iterator[None]:
    """Let this process have these variables for a while."""
    before = dict(os.environ)
    os.environ.update(said)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _upload(lake: Path, there: Location) -> None:
    keys, storage = list(location_of(lake).storage.walk("")), there.storage
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(lambda key: storage.replace_from(key, lake / key), keys))


def _download(there: Location, lake: Path) -> None:
    shutil.rmtree(lake)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        list(pool.map(lambda key: copy_here(there, key, lake / key), there.storage.walk("")))

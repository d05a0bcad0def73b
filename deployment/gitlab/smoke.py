"""Put one file into the intake of a deployment and wait until its records are in the lake.

`deployment/gitlab/run smoke` reads INTAKE_BUCKET, LAKE_BUCKET and the usual variables of AWS.
"""

import hashlib
import json
import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from ingestion.layout import DECODES, occurrence_key
from ingestion.storage import Storage
from ingestion.storage.bucket_access import client
from ingestion.storage.locations import location_of
from samples import write_sample

SECONDS = 600.0
_PAUSE = 2.0


def smoke(intake: str, lake: str, key: str, content: bytes, *, seconds: float = SECONDS) -> str:
    """Return what is missing after so many seconds, in words; empty once all is there.

    intake, lake: names of buckets.
    """
    version = client().put_object(Bucket=intake, Key=key, Body=content).get("VersionId")
    content_id = hashlib.sha256(content).hexdigest()
    storage = location_of(f"s3://{lake}").storage
    end = time.monotonic() + seconds
    while True:
        if storage.size(occurrence_key(content_id, intake, key, version)) is None:
            missing = f"{key} was not landed: look at the function's log and its dead letters"
        elif not _count_records(storage, content_id):
            missing = f"{key} was landed, but has no records: daybook status --lake s3://{lake}"
        else:
            return ""
        if time.monotonic() >= end:
            return missing
        time.sleep(min(_PAUSE, seconds))


def _count_records(storage: Storage, content_id: str) -> int:
    """Return how many records the decodes of a content gave; a refused one gave none."""
    commits = (storage.read(key) for key in storage.walk(f"{DECODES}/{content_id}"))
    return sum(json.loads(one)["count_records"] for one in commits if one)


def sample_file() -> tuple[bytes, str]:
    """Return a small file of the sample household that needs no profile, and its name."""
    with TemporaryDirectory() as folder:
        write_sample(Path(folder), days=1)
        files = (Path(folder) / "inbox" / "home_assistant").glob("*.csv")
        smallest = min(files, key=lambda one: (one.stat().st_size, one.name))
        return smallest.read_bytes(), smallest.name


def main(_arguments: list[str], environment: Mapping[str, str] = os.environ) -> int:
    """Smoke-test the deployment that the variables name."""
    intake, lake = environment.get("INTAKE_BUCKET"), environment.get("LAKE_BUCKET")
    if not intake or not lake:
        print("Set INTAKE_BUCKET and LAKE_BUCKET to those of the deployment.", file=sys.stderr)
        return 2
    content, name = sample_file()
    # Of each pipeline a delivery of its own, although the bytes are the same.
    key = f"smoke/{environment.get('CI_PIPELINE_ID', 'here')}/{name}"
    missing = smoke(intake, lake, key, content)
    print(missing or f"a file went from {intake} into the records of {lake}")
    return int(bool(missing))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""What earlier pipelines left: the artifacts of the last passed job of a branch, by GitLab's API.

In a job, GitLab sets all variables that this reads; without them, as on a laptop, nothing is there.
"""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryFile
from urllib.parse import quote
from zipfile import BadZipFile, ZipFile

import requests

_NONE_YET = 404
_SECONDS = 60
_PIECE = 1 << 20


class ArtifactError(Exception):
    """GitLab has no usable answer. The text says what to do."""


def fetch(job: str, folder: Path, environment: Mapping[str, str] = os.environ) -> bool:
    """Unpack the artifacts of a job's last passed run on the default branch into a folder.

    Returns whether there were any: not before the first pipeline, nor after they expired.

    Raises:
        ArtifactError: GitLab refuses, fails or sends no archive.

    Source: GitLab's API of job artifacts, `GET /projects/:id/jobs/artifacts/:ref/download`.
    """
    shutil.rmtree(folder, ignore_errors=True)
    if "CI_JOB_TOKEN" not in environment:
        return False
    branch = quote(environment["CI_DEFAULT_BRANCH"], safe="")
    project = f"{environment['CI_API_V4_URL']}/projects/{environment['CI_PROJECT_ID']}"
    address = f"{project}/jobs/artifacts/{branch}/download"
    headers = {"JOB-TOKEN": environment["CI_JOB_TOKEN"]}
    try:
        with (
            requests.get(
                address, params={"job": job}, headers=headers, stream=True, timeout=_SECONDS
            ) as answer,
            TemporaryFile() as archive,
        ):
            if answer.status_code == _NONE_YET:
                return False
            answer.raise_for_status()
            for piece in answer.iter_content(_PIECE):
                archive.write(piece)
            with ZipFile(archive) as files:
                files.extractall(folder)
    except (requests.RequestException, BadZipFile) as error:
        raise ArtifactError(
            f"The artifacts of {job} cannot be had: {error}. Try the job again; if it is refused, "
            "let the project's job tokens read its own artifacts (Settings, CI/CD)."
        ) from error
    return True

"""Leave a report as a note of its merge request: one note, written anew by each pipeline."""

import os
from collections.abc import Mapping
from typing import Any

import requests

from deployment.gitlab.report_text import MARK

_SECONDS = 30
_PAGE = 100


def leave_note(text: str, environment: Mapping[str, str] = os.environ) -> str:
    """Write the note, or change the one that is there; return what was done, in words.

    A note that fails fails nothing else: the report is an artifact, too.

    Source: GitLab's API of notes, `/projects/:id/merge_requests/:iid/notes`.
    """
    token, request = environment.get("REPORT_TOKEN"), environment.get("CI_MERGE_REQUEST_IID")
    if not token or not request:
        return "no note: REPORT_TOKEN is unset, or this is no merge request"
    project = f"{environment['CI_API_V4_URL']}/projects/{environment['CI_PROJECT_ID']}"
    notes = f"{project}/merge_requests/{request}/notes"
    try:
        with requests.Session() as session:
            session.headers["PRIVATE-TOKEN"] = token
            former = _former(session, notes)
            method, address = ("PUT", f"{notes}/{former}") if former else ("POST", notes)
            answer = session.request(method, address, json={"body": text}, timeout=_SECONDS)
            answer.raise_for_status()
    except requests.RequestException as error:
        return f"no note: {error}. REPORT_TOKEN needs the scope api and the role Reporter."
    return f"note {'changed' if former else 'written'}"


def _former(session: requests.Session, notes: str) -> Any:
    """Return the id of the note that an earlier pipeline left; None before the first."""
    page = 1
    while True:
        parameters: dict[str, str | int] = {
            "per_page": _PAGE,
            "page": page,
            "sort": "asc",
            "order_by": "created_at",
        }
        answer = session.get(notes, params=parameters, timeout=_SECONDS)
        answer.raise_for_status()
        found = answer.json()
        for note in found:
            if MARK in note["body"]:
                return note["id"]
        if len(found) < _PAGE:
            return None
        page += 1

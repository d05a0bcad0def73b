"""What the last build came to, left in the lake for the step that publishes it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ingestion.layout import BUILT_DOCUMENT
from ingestion.storage.locations import Location
from runner.dbt_build import BuildResult, NodeResult
from runner.errors import CommandError
from runner.publication import Publication


@dataclass(frozen=True)
class LastBuild:
    """What `built.json` holds: what may be published, or why nothing may.

    publication: the state that the build made; its tables are those of gold as the build left
    them, none where it did not pass. problems: the steps that failed and the checks that did.
    """

    publication: Publication
    problems: BuildResult

    @property
    def outcome(self) -> str:
        """Return `passed`, `held_back` by a check that failed, or `failed`."""
        return self.problems.outcome


def problems_of(build: BuildResult) -> BuildResult:
    """Return the nodes that keep a build from being published.

    Without the words of an error: they may quote what a file holds, and nobody would forget them.
    """
    nodes = (*build.errors, *build.failures)
    return BuildResult(tuple(NodeResult(**{**asdict(node), "message": ""}) for node in nodes))


def write_last_build(lake: Location, last: LastBuild) -> None:
    """Put it in the place of that of the build before."""
    content = {
        "outcome": last.outcome,
        **asdict(last.publication),
        "problems": [asdict(node) for node in last.problems.nodes],
    }
    lake.storage.replace(BUILT_DOCUMENT, json.dumps(content, indent=2).encode())


def read_last_build(lake: Location) -> LastBuild | None:
    """Return what the last build that ended came to; None before the first."""
    text = lake.storage.read(BUILT_DOCUMENT)
    if text is None:
        return None
    try:
        said: dict[str, Any] = json.loads(text)
        problems = BuildResult(tuple(map(_node, said.pop("problems"))))
        del said["outcome"]
        return LastBuild(Publication(**said), problems)
    except (ValueError, TypeError, KeyError) as error:
        raise CommandError(
            f"{lake / BUILT_DOCUMENT} cannot be read ({error}). Run `daybook build`: it writes it "
            "anew."
        ) from None


def _node(said: Mapping[str, Any]) -> NodeResult:
    return NodeResult(**{**said, "tables": tuple(said["tables"])})

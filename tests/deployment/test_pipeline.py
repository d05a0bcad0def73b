"""The pipeline of GitLab, run: which jobs when, a change that passes, a change that fails."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.deployment.gitlab_stand_in import (
    REPORT_TOKEN,
    Checkout,
    GitLab,
    checked_out,
    gitlab,
    job_variables,
    missing_tools,
)

# A household is built within one test: where other tests work beside it, that takes minutes.
pytestmark = [pytest.mark.deployment, pytest.mark.slow, pytest.mark.timeout(1500)]
MERGE_REQUEST = {"CI_PIPELINE_SOURCE": "merge_request_event", "CI_MERGE_REQUEST_IID": "5"}
MODEL = "models/gold/fitness/nightly_sleep_regularity"
HOUSEHOLD = [f"household:{step}" for step in ("reconcile", "build", "publish", "crawl", "alert")]


@dataclass(frozen=True)
class Branch:
    """A clone and the stand-in that its jobs ask, after a pipeline of the default branch."""

    checkout: Checkout
    gitlab: GitLab

    def jobs(self, **variables: str) -> dict[str, str]:
        """Return when each job runs that a pipeline of these variables has."""
        answer = self.checkout.run("--list-csv", **variables)
        assert answer.returncode == 0, answer.stdout + answer.stderr
        lines = [line.split(";") for line in answer.stdout.splitlines() if ";" in line]
        return {line[0]: line[2] for line in lines[1:]}


@pytest.fixture(scope="module")
def branch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Branch]:
    if missing := missing_tools():
        pytest.skip(missing)
    with gitlab() as stand_in:
        yield Branch(checked_out(tmp_path_factory.mktemp("pipeline")), stand_in)


@pytest.fixture(scope="module")
def merge_request(branch: Branch) -> Branch:
    """Run the jobs of the default branch that merge requests ask for, then leave that branch."""
    answer = branch.checkout.run("build", "pages", **job_variables(branch.gitlab))
    assert answer.returncode == 0, answer.stdout[-3000:] + answer.stderr[-3000:]
    for job in ("build", "pages"):
        branch.gitlab.keep(job, branch.checkout.artifacts(job))
    branch.checkout.git("checkout", "--quiet", "-b", "change")
    return branch


def test_each_pipeline_has_its_jobs(branch: Branch) -> None:
    always = {"lint", "unit", "test"}
    deploys = {"staging", "smoke", "production"}

    on_main = branch.jobs(DEPLOYS="true", IMAGE="registry.example.invalid/daybook")
    nightly = branch.jobs(CI_PIPELINE_SOURCE="schedule", SCHEDULE="nightly", DEPLOYS="true")
    refresh = branch.jobs(CI_PIPELINE_SOURCE="schedule", SCHEDULE="refresh", DEPLOYS="true")

    assert set(on_main) == {
        *always, *deploys, "build", "package", "container", "pages",
    }  # fmt: skip
    assert on_main["production"] == "manual"
    assert set(nightly) == {"parity", "adapter", "history", "trace", "bench", "mornings"}
    assert list(refresh) == HOUSEHOLD
    assert [refresh[job] for job in HOUSEHOLD] == [
        "on_success", "always", "on_success", "on_success", "always",
    ]  # fmt: skip


def test_no_job_needs_one_that_its_pipeline_leaves_out(branch: Branch) -> None:
    for variables in (
        {"DEPLOYS": "true"},
        {"CI_PIPELINE_SOURCE": "schedule", "SCHEDULE": "nightly"},
        {"CI_PIPELINE_SOURCE": "schedule", "SCHEDULE": "refresh"},
        MERGE_REQUEST,
    ):
        answer = branch.checkout.run("--validate-dependency-chain", **variables)

        assert answer.returncode == 0, answer.stdout + answer.stderr


def test_a_change_that_passes_builds_what_it_touches_and_is_reported(merge_request: Branch) -> None:
    checkout, stand_in = merge_request.checkout, merge_request.gitlab
    variables = MERGE_REQUEST | job_variables(stand_in)
    checkout.change(
        f"{MODEL}.sql",
        "then round(efficiency_percent, 6) end\n            as efficiency_percent",
        "then round(efficiency_percent, 0) end\n            as efficiency_percent,"
        "\n        count_nights = 14 as is_full",
    )
    checkout.change(
        f"{MODEL}.yml",
        "      - name: efficiency_percent\n",
        "      - name: is_full\n        data_type: boolean\n"
        '        description: "All nights are known."\n      - name: efficiency_percent\n',
    )

    answer = checkout.run("slim", "report", REPORT_TOKEN=REPORT_TOKEN, **variables)

    assert answer.returncode == 0, answer.stdout[-3000:] + answer.stderr[-3000:]
    built = checkout.artifacts("slim") / "build" / "merge_request"
    assert json.loads((built / "slim.json").read_text("utf-8"))["mode"] == "slim"
    results = built / "lake" / ".daybook" / "target" / "run_results.json"
    nodes = [one["unique_id"] for one in json.loads(results.read_text("utf-8"))["results"]]
    assert [one for one in nodes if one.split(".")[0] in ("model", "seed", "snapshot")] == [
        "model.daybook.nightly_sleep_regularity"
    ]
    assert any(one.startswith("unit_test.daybook.nightly_sleep_regularity") for one in nodes)

    report = checkout.artifacts("report") / "build" / "merge_request" / "report.md"
    text = report.read_text("utf-8")
    assert "| `nightly_sleep_regularity` | gold model | query, columns |" in text
    assert "Morning dashboard" in text
    assert "| `nightly_sleep_regularity` | 7 | 7 | 0 | 0 | 7 | +`is_full` |" in text
    assert "`efficiency_percent` in 7" in text
    assert "Changed, such as sleep_date 2026-06-" in text
    assert "now: `nightly_sleep_regularity.is_full` from" in text
    for person in ("anna", "ben"):
        assert person not in text
    assert [note["body"] for note in stand_in.notes] == [text]


def test_a_change_that_fails_ends_red_and_the_note_says_what_failed(merge_request: Branch) -> None:
    checkout, stand_in = merge_request.checkout, merge_request.gitlab
    variables = MERGE_REQUEST | job_variables(stand_in)
    checkout.git("checkout", "--quiet", "-B", "change", "main")
    notes = len(stand_in.notes)
    checkout.change(
        f"{MODEL}.sql",
        "then round(efficiency_percent, 6) end",
        "then round(efficiency_percent + 1, 6) end",
    )

    answer = checkout.run("slim", "report", REPORT_TOKEN=REPORT_TOKEN, **variables)

    assert answer.returncode != 0
    report = checkout.artifacts("report") / "build" / "merge_request" / "report.md"
    text = report.read_text("utf-8")
    assert "**It failed (status 3):**" in text
    assert "- failed: unit_test" in text
    assert stand_in.notes[-1]["body"] == text
    # The note of the pipeline before was written anew.
    assert len(stand_in.notes) == max(notes, 1)


def test_the_pages_lie_under_their_commit_and_branch(merge_request: Branch) -> None:
    public = merge_request.checkout.artifacts("pages") / "public"

    (commit,) = (public / "commits").iterdir()
    assert (public / "branches" / "main" / "index.html").is_file()
    assert (commit / "docs" / "manifest.json").is_file()
    assert f'href="commits/{commit.name}/docs/"' in (public / "index.html").read_text("utf-8")


def test_a_first_pipeline_has_nothing_to_compare_with_and_says_so(tmp_path: Path) -> None:
    from deployment.gitlab.slim import FULL, plan, production_state
    from deployment.gitlab.state import State

    present = State("0" * 40, 7, "code")
    with gitlab() as stand_in, pytest.MonkeyPatch.context() as patch:
        for name, value in job_variables(stand_in).items():
            patch.setenv(name, value)
        found = production_state(tmp_path / "production")

    assert found is None
    chosen = plan(found, present)
    assert (chosen.mode, chosen.reason) == (
        FULL, "no pipeline of the default branch has left a state yet",
    )  # fmt: skip


@pytest.mark.parametrize(("code", "mode"), [("code", "slim"), ("other code", "full")])
def test_other_code_than_models_means_a_full_build(tmp_path: Path, code: str, mode: str) -> None:
    from deployment.gitlab.slim import plan
    from deployment.gitlab.state import State, remember

    remember(tmp_path, State("0" * 40, 7, "code"))

    assert plan(tmp_path, State("1" * 40, 7, code)).mode == mode

"""Every runtime does the same steps in the same order, and goes the same way where one fails."""

import re
from collections.abc import Callable, Collection
from functools import partial

import pytest

from runner.refresh import Refresh
from runner.steps import STEPS, run_steps
from tests.runtimes import (
    BUNDLE,
    DAG,
    EMR,
    MACHINE,
    PIPELINE,
    PROJECT,
    Course,
    Runtime,
    airflow,
    databricks,
    emr,
    gitlab,
    step_functions,
)

ALL = ("reconcile", "build", "publish", "crawl", "alert")
# What must happen, in the words of docs/decisions/0045: which steps run where one fails.
COURSES = [
    ((), Course(ALL, is_failed=False)),
    (("reconcile",), Course(ALL, is_failed=True)),
    (("build",), Course(("reconcile", "build", "alert"), is_failed=True)),
    (("publish",), Course(("reconcile", "build", "publish", "alert"), is_failed=True)),
    (("crawl",), Course(ALL, is_failed=True)),
    (("alert",), Course(ALL, is_failed=True)),
    (("reconcile", "build"), Course(("reconcile", "build", "alert"), is_failed=True)),
    (("publish", "alert"), Course(("reconcile", "build", "publish", "alert"), is_failed=True)),
]
READERS: dict[str, Callable[[], Runtime]] = {
    "databricks": lambda: databricks(BUNDLE.read_text("utf-8")),
    "airflow": lambda: airflow(DAG.read_text("utf-8")),
    "step_functions": lambda: step_functions(MACHINE.read_text("utf-8")),
    "gitlab": lambda: gitlab(PIPELINE.read_text("utf-8")),
    "emr": lambda: emr(EMR),
}


@pytest.mark.parametrize(("failing", "expected"), COURSES, ids=str)
def test_the_steps_go_on_or_stop_as_they_say(failing: Collection[str], expected: Course) -> None:
    ran: list[str] = []

    def work(name: str) -> int:
        ran.append(name)
        return 7 if name in failing else 0

    status = run_steps({step.name: partial(work, step.name) for step in STEPS})

    assert Course(tuple(ran), status != 0) == expected


@pytest.mark.parametrize(("failing", "expected"), COURSES, ids=str)
@pytest.mark.parametrize("name", READERS)
def test_every_runtime_does_the_same(name: str, failing: Collection[str], expected: Course) -> None:
    assert READERS[name]().course(failing) == expected


@pytest.mark.parametrize("name", READERS)
def test_every_runtime_tries_the_same_steps_again(name: str) -> None:
    assert READERS[name]().tried_again == {step.name for step in STEPS if step.is_tried_again}


@pytest.mark.parametrize(("failing", "expected"), COURSES, ids=str)
def test_a_refresh_on_a_laptop_does_all_but_what_the_clock_calls(
    failing: Collection[str], expected: Course
) -> None:
    ran: list[str] = []

    class Noted(Refresh):
        def _noted(self, name: str) -> int:
            ran.append(name)
            return int(name in failing)

        def _ingest(self) -> int:
            return self._noted("reconcile")

        def _build(self) -> int:
            return self._noted("build")

        def _publish(self) -> int:
            return self._noted("publish")

        def _crawl(self) -> int:
            return self._noted("crawl")

    status = Noted(settings=None).run().exit_status  # type: ignore[arg-type]

    without_alert = tuple(step for step in expected.ran if step != "alert")
    assert Course(tuple(ran), status != 0) == Course(
        without_alert, is_failed=expected.is_failed and tuple(failing) != ("alert",)
    )


def test_on_a_laptop_the_alert_does_not_wait_for_a_refresh_that_passes() -> None:
    lines = re.findall(r"(?m)^[\d* ]+(daybook .*)$", (PROJECT / "docs/alerts.md").read_text())

    assert lines == ["daybook refresh", "daybook alert"]


def test_what_goes_another_way_is_found() -> None:
    failing = ("build",)
    (expected,) = (course for steps, course in COURSES if steps == failing)
    bundle, machine = BUNDLE.read_text("utf-8"), MACHINE.read_text("utf-8")
    dag, pipeline = DAG.read_text("utf-8"), PIPELINE.read_text("utf-8")
    broken = [
        databricks(bundle.replace("          run_if: ALL_DONE\n", "", 2)),
        databricks(
            bundle.replace(
                "- task_key: build\n          job", "- task_key: reconcile\n          job"
            )
        ),
        airflow(
            dag.replace("publish >> crawl", "crawl >> publish").replace(
                "build >> crawl", "crawl >> build"
            )
        ),
        step_functions(
            machine.replace(
                '"ResultPath": "$.failure", "Next": "Alert"',
                '"ResultPath": "$.failure", "Next": "Crawl"',
            )
        ),
        gitlab(
            pipeline.replace(
                "      when: always\n  script:\n    - daybook alert",
                "  script:\n    - daybook alert",
            )
        ),
    ]
    assert all(runtime.course(failing) != expected for runtime in broken)

"""What each runtime does with the steps of a refresh, read from its own file.

Every reader takes the file's text and returns a Runtime, whose course tells which steps run, in
which order, where some of them fail. A step is known by its command, not by its name.
"""

import ast
import importlib.util
import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).resolve().parents[1]
BUNDLE = PROJECT / "deployment/databricks/resources/refresh.yml"
DAG = PROJECT / "deployment/airflow/daybook_dag.py"
MACHINE = PROJECT / "deployment/aws/refresh.asl.json"
PIPELINE = PROJECT / ".gitlab-ci.yml"
EMR = PROJECT / "deployment/emr/refresh.py"


@dataclass(frozen=True)
class Course:
    """The steps that ran, in their order, and whether the refresh failed."""

    ran: tuple[str, ...]
    is_failed: bool


@dataclass(frozen=True)
class Runtime:
    """What a file says: `course` is called with the steps that fail."""

    course: Callable[[Collection[str]], Course]
    tried_again: frozenset[str]


@dataclass(frozen=True)
class Task:
    """A node of a graph; `step` is None where it does nothing."""

    step: str | None
    needs: tuple[str, ...]
    runs_always: bool
    is_tried_again: bool = False


def databricks(text: str) -> Runtime:
    """Read the job of the asset bundle."""
    (job,) = yaml.safe_load(text)["resources"]["jobs"].values()
    tasks = {}
    for one in job["tasks"]:
        parameters = one.get("spark_python_task", {}).get("parameters")
        tasks[one["task_key"]] = Task(
            step=parameters[1] if parameters else None,
            needs=tuple(needed["task_key"] for needed in one.get("depends_on", ())),
            runs_always=one.get("run_if") == "ALL_DONE",
            is_tried_again=one.get("max_retries", 0) > 0,
        )
    return _of_graph(tasks)


def airflow(text: str) -> Runtime:
    """Read the DAG from its syntax: its packages are in an environment of their own."""
    tree = ast.parse(text)
    assigned = {
        node.targets[0].id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    operators = {
        name: _arguments(value, assigned)
        for name, value in assigned.items()
        if isinstance(value, ast.Call) and ast.unparse(value.func).endswith("Operator")
    }
    needs: dict[str, set[str]] = {name: set() for name in operators}
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.RShift):
            for after in _named(node.right):
                needs[after] |= set(_named(node.left, last=True))
    return _of_graph(
        {
            name: Task(
                step=_command(said.get("bash_command", "")),
                needs=tuple(sorted(needs[name])),
                runs_always=said.get("trigger_rule") == "'all_done'",
                is_tried_again=int(said.get("retries", "0")) > 0,
            )
            for name, said in operators.items()
        }
    )


def _arguments(call: ast.Call, assigned: Mapping[str, ast.expr]) -> dict[str, str]:
    """Return each keyword's source, those of `**NAME` too."""
    found: dict[str, str] = {}
    for keyword in call.keywords:
        if keyword.arg is not None:
            found[keyword.arg] = ast.unparse(keyword.value)
        elif isinstance(keyword.value, ast.Name):
            shared = assigned[keyword.value.id]
            assert isinstance(shared, ast.Dict)
            for key, value in zip(shared.keys, shared.values, strict=True):
                assert isinstance(key, ast.Constant)
                found[str(key.value)] = ast.unparse(value)
    return found


def _named(node: ast.expr, *, last: bool = False) -> list[str]:
    """Return the names in an operand of `>>`; of a chain those of its end."""
    if isinstance(node, ast.BinOp):
        return _named(node.right if last else node.left)
    if isinstance(node, ast.List):
        return [name for one in node.elts for name in _named(one)]
    assert isinstance(node, ast.Name)
    return [node.id]


def _command(text: str) -> str | None:
    found = re.search(r"(?:daybook|\{DAYBOOK\}) (\w+)", text)
    return found[1] if found else None


def gitlab(text: str) -> Runtime:
    """Read the jobs of the schedule that refreshes a household."""
    jobs = yaml.safe_load(text)
    tasks = {}
    for name, job in jobs.items():
        commands = (
            [line for line in job.get("script", ()) if "daybook" in line]
            if (name.startswith("household:"))
            else []
        )
        if not commands:
            continue
        (command,) = commands
        rules = job.get("rules", ())
        tasks[name] = Task(
            step=_command(command),
            needs=tuple(one if isinstance(one, str) else one["job"] for one in job["needs"]),
            runs_always=any(rule.get("when") == "always" for rule in rules),
            is_tried_again=job.get("retry", 0) > 0,
        )
    return _of_graph(tasks, fails_by_any=True)


def _of_graph(tasks: Mapping[str, Task], *, fails_by_any: bool = False) -> Runtime:
    """Return what a graph does; it fails by any task, or only by those that nothing waits for."""
    waited_for = {need for task in tasks.values() for need in task.needs}

    def course(failing: Collection[str]) -> Course:
        ran: list[str] = []
        has_passed: dict[str, bool] = {}
        while len(has_passed) < len(tasks):
            name = next(
                name
                for name, task in tasks.items()
                if name not in has_passed and all(need in has_passed for need in task.needs)
            )
            task = tasks[name]
            is_run = task.runs_always or all(has_passed[need] for need in task.needs)
            if is_run and task.step:
                ran.append(task.step)
            has_passed[name] = is_run and task.step not in failing
        counted = has_passed if fails_by_any else set(has_passed) - waited_for
        return Course(tuple(ran), not all(has_passed[name] for name in counted))

    again = {task.step for task in tasks.values() if task.step and task.is_tried_again}
    return Runtime(course, frozenset(again))


def step_functions(text: str) -> Runtime:
    """Read the state machine; what comes before the steps passes."""
    machine = json.loads(text)
    states: dict[str, dict[str, Any]] = machine["States"]

    def course(failing: Collection[str]) -> Course:
        ran: list[str] = []
        kept: set[str] = set()
        name = machine["StartAt"]
        while states[name]["Type"] not in ("Succeed", "Fail"):
            state = states[name]
            step = _step_of_state(state)
            ran += [step] if step else []
            if step in failing:
                (caught,) = state["Catch"]
                kept.add(caught["ResultPath"])
                name = caught["Next"]
            elif state["Type"] == "Choice":
                taken = [one["Next"] for one in state["Choices"] if one["Variable"] in kept]
                name = taken[0] if taken else state["Default"]
            else:
                name = state["Next"]
        return Course(tuple(ran), states[name]["Type"] == "Fail")

    again = {_step_of_state(state) for state in states.values() if state.get("Retry")}
    return Runtime(course, frozenset(step for step in again if step))


def _step_of_state(state: Mapping[str, Any]) -> str | None:
    said = state.get("Parameters", {})
    if said.get("FunctionName") == "${AlertFunction}":
        return "alert"
    overrides = said.get("Overrides", {}).get("ContainerOverrides")
    if not overrides:
        return None
    ((step,),) = [one["Command"] for one in overrides]
    return str(step)


def emr(path: Path) -> Runtime:
    """Run the entry point of the job, with commands that only note that they are called."""
    found = importlib.util.spec_from_file_location("emr_refresh", path)
    assert found is not None
    assert found.loader is not None
    module: Any = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    module._SECONDS_BETWEEN = 0

    def calls(failing: Collection[str]) -> tuple[list[str], int]:
        called: list[str] = []

        def main(arguments: list[str]) -> int:
            called.extend(arguments)
            return int(arguments[0] in failing)

        module.main = main
        return called, module.refresh()

    def course(failing: Collection[str]) -> Course:
        called, status = calls(failing)
        return Course(tuple(dict.fromkeys(called)), status != 0)

    steps = course(()).ran
    return Runtime(course, frozenset(one for one in steps if calls((one,))[0].count(one) > 1))

"""A stand-in for an AWS account, run as a process: what it is told to run, it runs.

moto keeps the account and executes state machines. Added here is what it leaves out: functions run
from their packages and containers from the files of their image, each as a process with an empty
disk, its role's name as its key; a stack's state machine and nested stacks are what their templates
say; a container that ends with a status fails its state, as in AWS.

`python tests/aws_stand_in.py FOLDER` prints its port. FOLDER holds `runtime`, what Lambda brings,
and `image`, the files of the container's image, and takes `calls.jsonl`, every call by whom, and
`NUMBER-COMMAND.log` of each container. A file `kill-COMMAND` there ends that container at once,
as the platform does when memory runs out.
"""

import hashlib
import io
import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from moto.awslambda.models import LambdaFunction, LayerVersion, lambda_backends
from moto.cloudformation.models import Stack
from moto.core.config import default_user_config
from moto.ecs.models import EC2ContainerServiceBackend, Task
from moto.moto_api import state_manager
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.s3.models import s3_backends
from moto.stepfunctions import models as machines
from moto.stepfunctions.parser.api import HistoryEventType
from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import (
    FailureEvent,
    FailureEventException,
)
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name import (
    StatesErrorName,
)
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name_type import (
    StatesErrorNameType,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import (
    state_task_service_ecs as ecs_task,
)
from moto.stepfunctions.parser.models import stepfunctions_parser_backends
from werkzeug.serving import make_server

FOLDER = Path(sys.argv[1])
RUNNER = """
import importlib, json, sys
sys.path[:0] = sys.argv[2:]
module, _, name = sys.argv[1].rpartition(".")
class Context:
    aws_request_id = "request-1"
    def get_remaining_time_in_millis(self):
        return 60_000
answer = json.dumps(getattr(importlib.import_module(module), name)(json.load(sys.stdin), Context()))
sys.stdout.flush()
print("\\n" + answer, file=sys.stderr)
"""
KILLED = 137
# A test does not wait for the second try as long as a morning may.
_WAITS = re.compile(r'("(?:IntervalSeconds|BackoffRate)":) [0-9]+(?=[,.])')
_numbers = count(1)
_unpacking = threading.Lock()


def environment_of(role: str, folder: Path) -> dict[str, str]:
    """Return what AWS sets for a process of a role, with a way to this account."""
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{os.environ['MOTO_PORT']}",
        "AWS_ALLOW_HTTP": "true",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": role,
        "AWS_SECRET_ACCESS_KEY": "testing",
    }


def own_folder(name: str) -> Path:
    """Make an empty folder for a process."""
    folder = FOLDER / "disks" / name
    folder.mkdir(parents=True)
    return folder


def run(arguments: list[str], said: bytes = b"", **options: Any) -> tuple[int, str]:
    """Run a process and return its status and what it wrote."""
    done = subprocess.run(
        arguments,
        input=said,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        **options,
    )
    return done.returncode, done.stdout.decode()


def unpacked(archive: bytes) -> Path:
    """Unpack an archive once and return where."""
    folder = FOLDER / "unpacked" / hashlib.sha256(archive).hexdigest()[:16]
    with _unpacking:
        if not folder.exists():
            ZipFile(io.BytesIO(archive)).extractall(folder)
    return folder


def invoke(self: Any, event: Any = None) -> tuple[str, bool, str]:
    """Run a function from its package and layers, as Lambda does, with a disk of its own."""
    backend = lambda_backends[self.account_id][self.region]
    layers: list[Any] = [backend.layers_versions_by_arn(layer["Arn"]) for layer in self.layers]
    folders = [unpacked(self.code_bytes), *(unpacked(one.code_bytes) / "python" for one in layers)]
    disk = own_folder(f"{next(_numbers)}-{self.function_name}")
    status, said = run(
        [sys.executable, "-I", "-S", "-c", RUNNER, self.handler]
        + [str(folder) for folder in (*folders, FOLDER / "runtime")],
        (event if isinstance(event, str) else json.dumps(event or {})).encode(),
        cwd=disk,
        env=environment_of(self.role.rpartition("/")[2], disk)
        | {"AWS_LAMBDA_FUNCTION_NAME": self.function_name}
        | {name: str(value) for name, value in self.environment_vars.items()},
    )
    self.logs_backend.ensure_log_group(self.logs_group_name)
    self.save_logs(said)
    (disk / "said.log").write_text(said)
    last = said.strip().rpartition("\n")[2]
    if status == 0:
        return last, False, said
    kind, _, words = last.partition(": ")
    told = {"errorType": kind.rpartition(".")[2], "errorMessage": words}
    return json.dumps(told), True, said


def run_task(self: Any, *arguments: Any, **named: Any) -> list[Task]:
    """Start containers of a task; they run until their processes end."""
    tasks = _run_task(self, *arguments, **named)
    for task in tasks:
        task.status = "RUNNING"
        threading.Thread(target=contain, args=(self, task), daemon=True).start()
    return tasks


def contain(backend: Any, task: Any) -> None:
    """Run the one container of a task with the files of the image and an empty disk."""
    (defined,) = backend.describe_task_definition(task.task_definition_arn).container_definitions
    (over,) = task.overrides["containerOverrides"]
    variables = {
        one["name"]: one["value"] for one in (*defined["environment"], *over["environment"])
    }
    name = f"{next(_numbers)}-{over['command'][0]}"
    mark = FOLDER / f"kill-{over['command'][0]}"
    status, said = KILLED, "killed"
    if mark.exists():
        mark.unlink()
    else:
        disk, code = own_folder(name), FOLDER / "image"
        status, said = run(
            [str(Path(sys.executable).with_name("daybook")), *over["command"]],
            cwd=code,
            env=environment_of("TaskRole", disk)
            | {"PYTHONPATH": os.pathsep.join((str(code), str(code / "engine")))}
            | {"DAYBOOK_CACHE": str(disk), "PYTHONDONTWRITEBYTECODE": "1", **variables},
        )
    (FOLDER / f"{name}.log").write_text(said)
    task.containers[0].exitCode = status
    task.status = "STOPPED"


def _renamed(found: Any, first: Callable[[str], str]) -> Any:
    if isinstance(found, dict):
        return {first(name[0]) + name[1:]: _renamed(one, first) for name, one in found.items()}
    return [_renamed(one, first) for one in found] if isinstance(found, list) else found


def as_asked(_self: Any, parameters: dict[str, Any], *_: Any, **__: Any) -> None:
    """Turn the names of a state's parameters into those of ECS, which moto leaves as they are."""
    there = _renamed(parameters, str.lower)
    parameters.clear()
    parameters.update(there)


def as_answered(_self: Any, response: dict[str, Any], *_: Any, **__: Any) -> None:
    """Turn the names of an answer of ECS into those of a state's result."""
    there = _renamed(response, str.upper)
    response.clear()
    response.update(there)


def wait(self: Any, env: Any, sync_resolver: Callable[[], Any], **_: Any) -> Any:
    """Wait for a task, and fail where its container did.

    moto listens for a token, too, which a second try finds used up.
    """
    task = None
    while env.is_running() and task is None:
        time.sleep(0.2)
        task = sync_resolver()
    if task and _status(task):
        details = {
            "resource": self._get_sfn_resource(),
            "resourceType": self._get_sfn_resource_type(),
            "error": "States.TaskFailed",
            "cause": f"Essential container in task exited: {_status(task)}",
        }
        failed = StatesErrorName(typ=StatesErrorNameType.StatesTaskFailed)
        told: Any = {"taskFailedEventDetails": details}
        raise FailureEventException(FailureEvent(env, failed, HistoryEventType.TaskFailed, told))
    return task


def _status(task: dict[str, Any]) -> int:
    return int(task["Containers"][0]["ExitCode"])


def machine(cls: Any, name: str, said: dict[str, Any], *arguments: Any, **named: Any) -> Any:
    """Take a definition out of its bucket and put in what a template substitutes."""
    place = said["Properties"].pop("DefinitionS3Location")
    backend = s3_backends[arguments[0]]["aws"]
    found = backend.get_object(place["Bucket"], place["Key"])
    definition = found.value.decode() if found else ""
    for one, value in said["Properties"].pop("DefinitionSubstitutions").items():
        definition = definition.replace(f"${{{one}}}", str(value))
    said["Properties"]["DefinitionString"] = _WAITS.sub(r"\1 1", definition)
    return _machine(cls, name, said, *arguments, **named)


def function(cls: Any, name: str, said: dict[str, Any], *arguments: Any, **named: Any) -> Any:
    """Give a function the layers that its template names."""
    made = _function(cls, name, said, *arguments, **named)
    made.layers = made._get_layers_data(said["Properties"].get("Layers", []))
    return made


def output(self: Any, name: str) -> Any:
    """Return what a nested stack tells the one above."""
    return self.output_map[name.removeprefix("Outputs.")].value


def main() -> None:
    """Serve, and write down every call."""
    application, lock = DomainDispatcherApplication(create_backend_app), threading.Lock()

    def noted(environ: dict[str, Any], start: Any) -> Any:
        said = environ.get("HTTP_AUTHORIZATION", "")
        call = {
            "by": said.partition("Credential=")[2].partition("/")[0],
            "service": "/".join(said.partition("Credential=")[2].split("/")[3:4]),
            "method": environ["REQUEST_METHOD"],
            "path": environ["PATH_INFO"],
            "query": environ["QUERY_STRING"],
            "target": environ.get("HTTP_X_AMZ_TARGET", ""),
        }
        with lock, (FOLDER / "calls.jsonl").open("a") as file:
            file.write(json.dumps(call) + "\n")
        return application(environ, start)

    server = make_server("127.0.0.1", 0, noted, threaded=True)
    os.environ["MOTO_PORT"] = str(server.server_port)
    print(server.server_port, flush=True)
    server.serve_forever()


_run_task = EC2ContainerServiceBackend.run_task
_function: Any = vars(LambdaFunction)["create_from_cloudformation_json"].__func__
_machine: Any = vars(machines.StateMachine)["create_from_cloudformation_json"].__func__
# For each call it would list the folders of its own services, which takes a third of its time.
_backend = cache(DomainDispatcherApplication.get_backend_for_host)
PUT_IN_PLACE: tuple[tuple[Any, str, Any], ...] = (
    (LambdaFunction, "_invoke_lambda", invoke),
    (LambdaFunction, "create_from_cloudformation_json", classmethod(function)),
    (LayerVersion, "physical_resource_id", property(lambda self: self.arn)),
    (Stack, "get_cfn_attribute", output),
    (EC2ContainerServiceBackend, "run_task", run_task),
    (ecs_task.StateTaskServiceEcs, "_eval_sync", wait),
    (ecs_task.StateTaskServiceEcs, "_normalise_parameters", as_asked),
    (ecs_task.StateTaskServiceEcs, "_normalise_response", as_answered),
    (machines.StateMachine, "create_from_cloudformation_json", classmethod(machine)),
    (DomainDispatcherApplication, "get_backend_for_host", _backend),
    # What a template makes and what executes are two collections there.
    (machines, "stepfunctions_backends", stepfunctions_parser_backends),
)

if __name__ == "__main__":
    for owner, name, own in PUT_IN_PLACE:
        setattr(owner, name, own)
    default_user_config["stepfunctions"]["execute_state_machine"] = True
    state_manager.set_transition("ecs::task", {"progression": "manual", "times": 1 << 30})
    main()

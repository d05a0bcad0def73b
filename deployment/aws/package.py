"""Make the two archives that Lambda runs: a layer of dependencies, and the project's own code.

`python deployment/aws/package.py [FOLDER]` writes layer.zip and function.zip, to build/aws. The
column library makes the layer large; what only its other uses need is left out.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
PYTHON = "3.11"
PLATFORM = "x86_64-manylinux_2_28"
OWN = ("ingestion", "households", "observability/alerts")
# Of pyarrow: Flight, other clouds' and databases' readers, headers, tests. Of all:
# what only compiling or documenting needs.
LEFT_OUT = (
    "pyarrow/include",
    "pyarrow/tests",
    "pyarrow/src",
    "pyarrow/libarrow_flight*",
    "pyarrow/libarrow_python_flight*",
    "pyarrow/_flight*",
    "pyarrow/_substrait*",
    "pyarrow/*.p[xy][xdi]",
    "pyarrow/includes",
    "pyarrow/libarrow_python*.so",
    "pyarrow/libarrow_python*.so.*.*.*",
    "**/__pycache__",
    "bin",
)
_ALWAYS = (2026, 1, 1, 0, 0, 0)


def package(target: Path) -> tuple[Path, Path]:
    """Write layer and function into a folder and return both archives."""
    libraries = target / "layer" / "python"
    shutil.rmtree(target, ignore_errors=True)
    libraries.mkdir(parents=True)
    _install(libraries)
    _leave_out(libraries)
    layer = _zipped(target / "layer.zip", target / "layer", _files(target / "layer"))
    own = [file for name in OWN for file in _files(PROJECT / name)]
    return layer, _zipped(target / "function.zip", PROJECT, own)


def _install(folder: Path) -> None:
    where = ["--target", str(folder), "--python-version", PYTHON, "--python-platform", PLATFORM]
    what = ["--requirement", str(HERE / "requirements.in"), "--only-binary", ":all:"]
    locked = ["--constraint", str(PROJECT / "requirements" / "runtime.txt")]
    command = ["uv", "pip", "install", "--quiet", *where, *what, *locked]
    subprocess.run(command, cwd=PROJECT, check=True)


def _leave_out(folder: Path) -> None:
    for pattern in LEFT_OUT:
        for found in sorted(folder.glob(pattern)):
            if found.is_dir():
                shutil.rmtree(found)
            else:
                found.unlink(missing_ok=True)


def _files(folder: Path) -> Iterator[Path]:
    for file in sorted(folder.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            yield file


def _zipped(archive: Path, root: Path, files: Iterator[Path] | Sequence[Path]) -> Path:
    """Write an archive that is the same whenever and wherever it is made."""
    with ZipFile(archive, "w", ZIP_DEFLATED) as package:
        for file in files:
            entry = ZipInfo(str(file.relative_to(root)), _ALWAYS)
            entry.external_attr = 0o644 << 16
            package.writestr(entry, file.read_bytes(), ZIP_DEFLATED)
    return archive


if __name__ == "__main__":
    for made in package(Path(sys.argv[1]) if sys.argv[1:] else PROJECT / "build" / "aws"):
        sys.stdout.write(f"{made} {made.stat().st_size / 1e6:.1f} MB\n")

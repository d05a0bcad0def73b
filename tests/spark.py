"""What tests of Apache Spark have in common: Java, and who waits for the long ones."""

import os
import shutil

import pytest

# For Spark's minutes in a test, what Java compiles a second time costs more than it saves; without
# that, Java by itself keeps too little room for what it compiled once.
_ONE_COMPILER = "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m -XX:+UseSerialGC"
QUICK_JAVA = {"JDK_JAVA_OPTIONS": _ONE_COMPILER}


def need_java() -> None:
    """Skip the test, or all that need the fixture, where Spark cannot run."""
    if shutil.which("java") is None:
        pytest.skip("no Java on PATH: Apache Spark needs Java 17")


def only_on_request(hours: int, reason: str) -> list[pytest.MarkDecorator]:
    """Return the marks of tests that run with DAYBOOK_PARITY alone, and for so long at most."""
    return [
        pytest.mark.timeout(hours * 3600),
        pytest.mark.skipif(not os.environ.get("DAYBOOK_PARITY"), reason=reason),
    ]

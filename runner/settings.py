"""What every command takes: the lake, the household and the clock."""

import os
import re
from argparse import Namespace
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ingestion.storage.locations import Location, location_of
from runner.errors import CommandError

PROJECT_FOLDER = Path(__file__).resolve().parent.parent
_PREFIX = re.compile(r"[a-z][a-z0-9_]{0,99}")
NO_SITE = "none"


@dataclass(frozen=True)
class Settings:
    """The resolved options of one invocation.

    `as_of` is the only clock of the whole run, in UTC. `site` is where the site goes beside the
    work folder: nowhere if empty, `s3://bucket/prefix`, or `none` for no site at all.
    `glue_prefix` is what the databases of AWS Glue begin with; nothing goes there if it is empty.
    """

    lake: Location
    household: Path | None
    as_of: datetime
    target: str
    site: str = ""
    glue_prefix: str = ""

    @property
    def work_folder(self) -> Path:
        """Where dbt's artifacts, logs and the docs site of this lake live, on this machine."""
        return self.lake.scratch / ".daybook"

    def dbt_environment(self) -> dict[str, str]:
        """Return the variables through which the dbt project sees these settings."""
        return {
            "DAYBOOK_LAKE": str(self.lake),
            "DAYBOOK_AS_OF": iso(self.as_of),
            "DAYBOOK_TARGET": self.target,
            "DBT_LOG_PATH": str(self.work_folder / "logs"),
        }


def iso(moment: datetime) -> str:
    """Write a moment as models and files do: `2026-07-01T06:00:00Z`, microseconds only if any."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def read_settings(arguments: Namespace, environment: Mapping[str, str] = os.environ) -> Settings:
    """Build the settings from options, then environment variables, then defaults."""
    named = arguments.lake or environment.get("DAYBOOK_LAKE") or "lake"
    lake = location_of(named if "://" in named else Path(named).expanduser().resolve())
    return Settings(
        lake=lake,
        household=_household_folder(
            arguments.household or environment.get("DAYBOOK_HOUSEHOLD"), arguments.command, lake
        ),
        as_of=_moment(arguments.as_of or environment.get("DAYBOOK_AS_OF")),
        target=environment.get("DAYBOOK_TARGET", "local"),
        site=site_address(environment.get("DAYBOOK_SITE") or ""),
        glue_prefix=glue_prefix(environment.get("GLUE_DATABASE_PREFIX") or ""),
    )


def glue_prefix(text: str) -> str:
    """Return what the names of databases in AWS Glue begin with.

    Raises:
        CommandError: no database could be called so.
    """
    if text and not _PREFIX.fullmatch(text):
        raise CommandError(
            f"{text}: no prefix of databases. Write small letters, digits and `_`, 100 at most.", 2
        )
    return text


def site_address(text: str) -> str:
    """Return where a site is told to go.

    Raises:
        CommandError: it is neither empty, nor `none`, nor a place in a bucket.
    """
    if text in ("", NO_SITE):
        return text
    if not text.startswith("s3://"):
        raise CommandError(
            f"{text}: no place for a site. Write s3://bucket/prefix, or none for no site.", 2
        )
    return str(location_of(text))


def _household_folder(named: str | None, command: str, lake: Location) -> Path | None:
    """Return the household's folder, which must be there unless the command makes it."""
    if named is not None and "://" in named:
        from runner.household_copy import copied_household

        return copied_household(location_of(named), lake.scratch / ".daybook/household", command)
    folder = Path(named or "household").expanduser().resolve()
    if command in ("init", "restore"):
        return folder
    if named is None and not folder.is_dir():
        return None
    if not folder.is_dir():
        raise CommandError(
            f"{folder}: no such household folder. Write one with `daybook init {named}`.", 2
        )
    return folder


def _moment(text: str | None) -> datetime:
    if not text:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(
            f"--as-of {text}: not a timestamp. Write it like 2026-07-01T06:00:00Z.", 2
        ) from None
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)

"""Write the tables of the catalog document into AWS Glue: those that changed, and no others."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ingestion.errors import IngestionError
from observability.crawler.facts import Json
from observability.crawler.glue_tables import FINGERPRINT, OWNER, databases_of

_THREADS = 8
# What one call of Glue takes away at most.
_DELETED_AT_ONCE = 100


class GlueError(IngestionError):
    """Say what Glue refused, or that a table there is somebody else's."""

    exit_status = 1


@dataclass(frozen=True)
class Written:
    """Name what was done to Glue, each table as `database.table`."""

    created: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()


def write_glue(glue: Any, document: Mapping[str, Any], prefix: str, lake: str) -> Written:
    """Bring the databases of a lake in Glue to what the document says.

    Tables that another wrote stay, and the lake's own that are gone go.

    glue: boto3's client.

    Raises: GlueError.
    """
    created, updated, deleted = [], [], []
    for database, tables in sorted(databases_of(document, prefix, lake).items()):
        with _told(database):
            there = _tables_in(glue, database)
            own = {name for name, one in there.items() if _parameter(one, OWNER) == lake}
            _require_free(database, tables.keys() & there.keys() - own, lake)
            new = [one for name, one in tables.items() if name not in there]
            changed = [
                one
                for name, one in tables.items()
                if name in own and not _is_same(there[name], one)
            ]
            gone = sorted(own - tables.keys())
            _write(glue, database, new, changed, gone)
        created += [f"{database}.{one['Name']}" for one in new]
        updated += [f"{database}.{one['Name']}" for one in changed]
        deleted += [f"{database}.{name}" for name in gone]
    return Written(tuple(created), tuple(updated), tuple(deleted))


def _tables_in(glue: Any, database: str) -> dict[str, Json]:
    """Return the tables of a database, which is made where there is none."""
    try:
        glue.get_database(Name=database)
    except glue.exceptions.EntityNotFoundException:
        glue.create_database(DatabaseInput={"Name": database})
        return {}
    pages = glue.get_paginator("get_tables").paginate(DatabaseName=database)
    return {table["Name"]: table for page in pages for table in page["TableList"]}


def _write(
    glue: Any, database: str, new: Sequence[Json], changed: Sequence[Json], gone: Sequence[str]
) -> None:
    def create(table: Json) -> None:
        glue.create_table(DatabaseName=database, TableInput=table)

    def update(table: Json) -> None:
        # Former versions of a table count against a limit of the account.
        glue.update_table(DatabaseName=database, TableInput=table, SkipArchive=True)

    with ThreadPoolExecutor(_THREADS) as pool:
        list(pool.map(create, new))
        list(pool.map(update, changed))
    for start in range(0, len(gone), _DELETED_AT_ONCE):
        names = list(gone[start : start + _DELETED_AT_ONCE])
        answer = glue.batch_delete_table(DatabaseName=database, TablesToDelete=names)
        for error in answer.get("Errors", ()):
            raise GlueError(
                f"AWS Glue did not delete {database}.{error['TableName']}: "
                f"{error['ErrorDetail'].get('ErrorMessage')}",
                "Run `daybook crawl` again",
            )


def _require_free(database: str, taken: set[str], lake: str) -> None:
    if taken:
        raise GlueError(
            f"{database}.{min(taken)} in AWS Glue was not written from the lake {lake}",
            "Name another prefix, or delete the table there if nobody needs it",
        )


def _is_same(there: Mapping[str, Any], table: Mapping[str, Any]) -> bool:
    return _parameter(there, FINGERPRINT) == _parameter(table, FINGERPRINT)


def _parameter(table: Mapping[str, Any], name: str) -> str | None:
    value: str | None = table.get("Parameters", {}).get(name)
    return value


@contextmanager
def _told(database: str) -> Iterator[None]:
    """Raise what AWS and the network say as a sentence with its remedy."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise GlueError(
            f"AWS Glue did not take {database}: {error}",
            "Check AWS_REGION, your credentials and their rights on Glue (GetDatabase, "
            "CreateDatabase, GetTables, CreateTable, UpdateTable, BatchDeleteTable), then run "
            "`daybook crawl` again",
        ) from error

"""What each table of a lake was built from the last time, and each check last passed on."""

import hashlib
import json
import threading
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from dbt.adapters.lake.commits import Commit, is_next, last_commit, rows_mark
from dbt.adapters.lake.paths import table_location
from dbt.adapters.lake.places import Place, place_of

# In the lake, whichever machine builds it; among what a lake may lose.
FOLDER, DOCUMENT = ".daybook", "built_from.json"


@dataclass(frozen=True)
class Inputs:
    """What a node is computed from, and the last commit of its table, None where there is none.

    name: schema and name of the table, or the id of a check.
    """

    name: str
    key: str
    before: Commit | None = None


@dataclass(frozen=True)
class Built:
    """A table as a build left it: what from, the commit's mark, its rows' mark if they are few."""

    key: str
    commit: str
    rows: str | None


@dataclass
class BuiltFrom:
    """Remembers it while a lake is open, and leaves it with the lake when it is closed.

    A process that is killed leaves what was there before it: tables that it wrote have other
    commits now and are built again.
    """

    root: str
    tables: dict[str, Built] = field(default_factory=dict)
    checks: dict[str, str] = field(default_factory=dict)
    is_changed: bool = False
    _marks: dict[str, str | None] = field(default_factory=dict)
    _elsewhere: set[str] = field(default_factory=set)
    _schemas: frozenset[str] | None = None
    _count_writes: int = 0
    _guard: threading.RLock = field(default_factory=threading.RLock, compare=False)

    @property
    def _place(self) -> Place:
        return place_of(self.root)

    def inputs(
        self, name: str, texts: Iterable[str], tables: Iterable[tuple[str, str]], *, is_table: bool
    ) -> Inputs | None:
        """Return what a node is computed from; None where a table has no mark.

        texts: the query and all else that decides what comes of it. tables: schemas and names of
        what the query reads, columns among them. Take it before the query runs: if a table
        changes meanwhile, the node will seem to be computed from what it was before.
        """
        known = self._known_schemas()
        marks = {f"{s}.{t}": self._mark(s, t) for s, t in sorted(tables) if s in known}
        if None in marks.values():
            return None
        text = json.dumps([*texts, marks])
        before = last_commit(self._place, self._location(name)) if is_table else None
        return Inputs(name, hashlib.sha256(text.encode()).hexdigest(), before)

    def holds(self, inputs: Inputs) -> bool:
        """Say whether a table is as it was built from the same."""
        built = self.tables.get(inputs.name)
        if built is None or inputs.before is None:
            return False
        return built.key == inputs.key and built.commit == inputs.before.mark

    def remember(self, inputs: Inputs) -> None:
        """Remember what a table was built from, unless another writer was there as well."""
        location = self._location(inputs.name)
        commit = last_commit(self._place, location)
        if commit is None or not is_next(self._place, location, inputs.before, commit):
            return
        rows = rows_mark(self._place, location, commit)
        with self._guard:
            self.tables[inputs.name] = Built(inputs.key, commit.mark, rows)
            self.is_changed = True
            self._marks.pop(inputs.name, None)

    def has_passed(self, inputs: Inputs) -> bool:
        """Say whether a check passed on the same."""
        return self.checks.get(inputs.name) == inputs.key

    def remember_passed(self, inputs: Inputs) -> None:
        """Remember what a check passed on."""
        with self._guard:
            self.checks[inputs.name] = inputs.key
            self.is_changed = True

    def is_elsewhere(self, name: str) -> None:
        """Take a table for one that lies outside of its schema's folder: it has no mark."""
        with self._guard:
            self._elsewhere.add(name)
            self._marks.pop(name, None)

    def has_written(self, table: str | None = None) -> None:
        """Look again at a table, or at all tables and schemas, when it is asked for."""
        with self._guard:
            self._count_writes += 1
            if table is None:
                self._marks.clear()
                self._schemas = None
            else:
                self._marks.pop(table.lower(), None)

    def save(self) -> None:
        """Leave it with the lake, whole or not at all."""
        if self.is_changed:
            tables = {name: asdict(built) for name, built in sorted(self.tables.items())}
            content = {"tables": tables, "checks": dict(sorted(self.checks.items()))}
            text = json.dumps(content, indent=1)
            self._place.replace_text(f"{self.root}/{FOLDER}/{DOCUMENT}", text)

    def _mark(self, schema: str, table: str) -> str | None:
        name = f"{schema}.{table}"
        with self._guard:
            if name in self._marks:
                return self._marks[name]
            writes = self._count_writes
        mark = self._look(name)
        with self._guard:
            # Another thread may have written since: what was seen may be what was before.
            if writes == self._count_writes:
                self._marks[name] = mark
        return mark

    def _look(self, name: str) -> str | None:
        if name in self._elsewhere:
            return None
        location = self._location(name)
        commit = last_commit(self._place, location)
        if commit is None:
            return self._place.files_mark(location)
        built = self.tables.get(name)
        if built is not None and built.commit == commit.mark and built.rows is not None:
            return f"rows {built.rows}"
        return f"commit {commit.mark}"

    def _known_schemas(self) -> frozenset[str]:
        with self._guard:
            if self._schemas is None:
                folders = self._place.folders(self.root)
                self._schemas = frozenset(one.rpartition("/")[2].lower() for one in folders)
            return self._schemas

    def _location(self, name: str) -> str:
        schema, _, table = name.partition(".")
        return table_location(self.root, schema, table)


def read_built_from(root: str) -> BuiltFrom:
    """Return what a lake says it was built from; nothing where it does not say."""
    place = place_of(root)
    if DOCUMENT not in place.files(f"{root}/{FOLDER}"):
        return BuiltFrom(root)
    try:
        content = json.loads(place.read_bytes(f"{root}/{FOLDER}/{DOCUMENT}"))
        return BuiltFrom(root, _tables(content["tables"]), dict(content["checks"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        # Not as this version writes it: everything is built again, and it is written.
        return BuiltFrom(root)


def _tables(content: Mapping[str, Mapping[str, Any]]) -> dict[str, Built]:
    return {name: Built(**one) for name, one in content.items()}

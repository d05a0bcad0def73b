"""What a crawl reads of a lake, before it is put together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class TableFacts:
    """Describe a table as it is stored.

    version: Delta's; None of a table of bronze.
    columns: the type of each in the words of Spark, in their order, partition columns included.
    count_nulls: of the columns whose nulls are counted; partition columns have no count.
    """

    columns: Mapping[str, str]
    count_rows: int | None = None
    version: int | None = None
    count_nulls: Mapping[str, int] = field(default_factory=dict)
    partitioned_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class RunFacts:
    """Describe a run: what came of its nodes, and how many rows the tables had that it built.

    nodes: by dbt's unique id, with `status`, `count_failures` and `seconds`.
    """

    run_id: str
    run_number: int
    as_of: str
    outcome: str
    nodes: Mapping[str, Json]
    count_rows: Mapping[str, int]


@dataclass(frozen=True)
class SourceFacts:
    """Describe a source: until when it tells (UTC), and from when on its silence is unusual."""

    covered_until_at: str
    late_at: str | None


@dataclass(frozen=True)
class LakeFacts:
    """Hold all that a crawl reads beside dbt's manifest; what is keyed by name is by table.

    runs: the last ones, the newest last.
    parents: what each table is made from: tables, and `source:<name>`.
    quality, control: the parts of the document of that name, of the tables that have any.
    former: the document of the crawl before.
    """

    crawled_at: str
    published: Json | None
    stale_reasons: tuple[str, ...] = ()
    tables: Mapping[str, TableFacts] = field(default_factory=dict)
    runs: Sequence[RunFacts] = ()
    sources: Mapping[str, SourceFacts] = field(default_factory=dict)
    parents: Mapping[str, Sequence[str]] = field(default_factory=dict)
    quality: Mapping[str, Json] = field(default_factory=dict)
    control: Mapping[str, Json] = field(default_factory=dict)
    dimensions: Mapping[str, str] = field(default_factory=dict)

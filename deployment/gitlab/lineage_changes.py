"""Which columns come from other columns than before."""

from collections.abc import Iterable
from pathlib import Path

from deployment.gitlab.project_changes import Json
from deployment.gitlab.state import settings_of
from lineage.edges import Edge
from observability.crawler.dbt_catalog import dbt_catalog
from runner.column_lineage import read_lineage, read_or_compute_lineage
from runner.crawling import read_document

_SHOWN = 30


def lineage_change(
    production: Path, merge_request: Path, manifest: Json
) -> tuple[list[str], list[str]]:
    """Return the edges that are new and those that are no more, in words.

    manifest: of the merge request's build. Only what it compiled anew is computed; the rest is
    known from the crawl of the default branch.
    """
    settings = settings_of(merge_request)
    document = read_document(settings.lake) or {"crawled_at": "", "tables": {}}
    known = read_lineage(settings_of(production).lake)
    before = {_words(edge) for one in known.values() for edge in one.edges}
    after = set(map(_words, read_or_compute_lineage(settings, manifest, dbt_catalog(document))))
    return _shortened(after - before), _shortened(before - after)


def _words(edge: Edge) -> str:
    to = ".".join((edge.table.split(".")[2], edge.column or "(rows)"))
    if edge.upstream_table is None:
        return f"`{to}` is a {edge.kind}"
    return f"`{to}` from `{edge.upstream_table.split('.')[2]}.{edge.upstream_column}` ({edge.kind})"


def _shortened(edges: Iterable[str]) -> list[str]:
    ordered = sorted(edges)
    rest = len(ordered) - _SHOWN
    return [*ordered[:_SHOWN], *([f"and {rest} more"] if rest > 0 else [])]

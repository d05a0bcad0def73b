"""Fold what is wrong into its causes: what lies highest in the lineage stands for all below."""

from collections.abc import Iterable, Mapping

from observability.alerts.conditions import RUN, Condition
from observability.alerts.health import Health

Parents = Mapping[str, tuple[str, ...]]


def by_cause(conditions: Iterable[Condition], health: Health) -> dict[str, list[Condition]]:
    """Return the conditions by the node of their cause, those of the cause itself first."""
    found = list(conditions)
    wrong = {one.node for one in found}
    parents = _with_the_run(health, wrong)
    causes: dict[str, list[Condition]] = {}
    for one in sorted(found, key=lambda one: one.key):
        causes.setdefault(cause_of(one.node, wrong, parents), []).append(one)
    return {
        cause: sorted(held, key=lambda one: one.node != cause)
        for cause, held in sorted(causes.items())
    }


def cause_of(node: str, wrong: Iterable[str], parents: Parents) -> str:
    """Return the highest of the wrong nodes above a node, the first by name of several."""
    above = ancestors(node, parents)
    suspects = [one for one in wrong if one in above]
    roots = [one for one in suspects if not ancestors(one, parents).intersection(suspects)]
    return min(roots, default=node)


def ancestors(node: str, parents: Parents) -> set[str]:
    """Return everything that a node is made from."""
    found: set[str] = set()
    waiting = list(parents.get(node, ()))
    while waiting:
        one = waiting.pop()
        if one not in found and one != node:
            found.add(one)
            waiting += parents.get(one, ())
    return found


def _with_the_run(health: Health, wrong: Iterable[str]) -> Parents:
    """Let the tables that a run failed at depend on the run, where the run is wrong."""
    if RUN not in wrong:
        return health.parents
    failed = {problem.node for problem in health.problems}
    return {
        **health.parents,
        **{node: (*health.parents.get(node, ()), RUN) for node in failed},
    }

"""The steps of every refresh, in their order, and what a failure of each leads to.

The laptop's `daybook refresh` and the job of EMR run from here. Databricks, Airflow, AWS Step
Functions and GitLab have files of their own, which a test compares with this one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

# `daybook alert` found something that pages and told it: it did its work.
ALERT_PAGES = 3


@dataclass(frozen=True)
class Step:
    """A step is a command of `daybook`; where it fails, those after it do not run.

    goes_on: they run all the same, though the refresh has failed.
    is_always_run: it runs although a step before it failed.
    is_tried_again: what failed may pass the second time (by a clock; a laptop tries once).
    """

    name: str
    goes_on: bool = False
    is_always_run: bool = False
    is_tried_again: bool = False


STEPS = (
    # One file that cannot be read keeps no other from its numbers; `build` needs the household,
    # too. `daybook refresh` lands its inbox, which is what reconcile does, but for mending.
    Step("reconcile", goes_on=True, is_tried_again=True),
    Step("build", is_tried_again=True),
    # What a check holds back today is held back in five minutes.
    Step("publish"),
    Step("crawl", is_tried_again=True),
    # Not part of `daybook refresh`: the clock calls it, so that it also misses a refresh.
    Step("alert", is_always_run=True),
)


def run_steps(work: Mapping[str, Callable[[], int]]) -> int:
    """Do the work of those steps that there is work for, in their order; return the status.

    0 if each returned 0, otherwise that of the step that stopped the others; of one after which
    they went on only where all others passed.
    """
    status = status_of_gone_on = 0
    for step in STEPS:
        if step.name not in work or (status and not step.is_always_run):
            continue
        came_to = work[step.name]()
        if step.goes_on:
            status_of_gone_on = came_to
        else:
            status = status or came_to
    return status or status_of_gone_on

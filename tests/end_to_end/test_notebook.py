"""The notebook over gold: it runs on a lake, shows gold's numbers, and is kept without outputs."""

from collections import defaultdict
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from tests.houses import PROJECT, House

NOTEBOOK = PROJECT / "notebooks" / "gold.ipynb"


@pytest.fixture(scope="module")
def shown(sample_house: House) -> dict[str, str]:
    """Return what each cell shows, by its id, after a run on the sample household."""
    notebook = read_notebook()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DAYBOOK_LAKE", str(sample_house.lake))
        folder = {"metadata": {"path": str(NOTEBOOK.parent)}}
        NotebookClient(notebook, resources=folder).execute()
    return {
        cell.id: "\n".join(output.data["text/plain"] for output in cell.outputs)
        for cell in notebook.cells
        if cell.cell_type == "code"
    }


def test_the_notebook_shows_steps_by_month_as_gold_has_them(
    sample_house: House, shown: dict[str, str]
) -> None:
    steps: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in sample_house.rows("daily_activity"):
        steps[f"{row['activity_date']:%Y-%m}"][row["person_id"]] += row["step_count"] or 0

    people, _, *lines = [line.split() for line in shown["steps-by-month"].splitlines()]

    found = {
        month: {
            person: int(float(count))  # pandas makes a column with a gap one of floats
            for person, count in zip(people[1:], counts, strict=True)
            if count != "NaN"
        }
        for month, *counts in lines
    }
    assert found == steps


def test_the_notebook_shows_every_month_of_the_cash_flow(
    sample_house: House, shown: dict[str, str]
) -> None:
    rows = sample_house.rows("monthly_cash_flow")

    assert rows
    assert all(str(row["net_amount"]) in shown["cash-flow"].split() for row in rows)


def test_every_cell_of_the_notebook_shows_something(shown: dict[str, str]) -> None:
    assert len(shown) == 12
    assert all(shown.values())


def test_the_notebook_is_kept_without_outputs() -> None:
    code = [cell for cell in read_notebook().cells if cell.cell_type == "code"]

    assert [cell.outputs for cell in code] == [[]] * len(code)
    assert [cell.execution_count for cell in code] == [None] * len(code)


def read_notebook() -> Any:
    """Return the notebook as it is kept."""
    read: Any = nbformat.read
    return read(NOTEBOOK, as_version=4)

"""What stands on the pages is declared where dbt's lineage shows it, and can be asked."""

import re
from pathlib import Path

import pytest
import yaml

from portal.charts.panel import Panel
from portal.pages.contents import DETAIL_SPANS, DOMAINS, MORNING_SPANS, TABLES

PROJECT = Path(__file__).resolve().parents[2]
PANELS = {panel.name: panel for domain in DOMAINS for panel in (*domain.morning, *domain.detail)}


def test_the_exposure_of_the_pages_names_every_table_that_they_read() -> None:
    text = (PROJECT / "models" / "gold" / "exposures.yml").read_text("utf-8")
    (exposure,) = yaml.safe_load(text)["exposures"]
    assert exposure["depends_on"] == [f"ref('{name}')" for name in TABLES]
    assert len(TABLES) > 20


@pytest.mark.parametrize("panel", PANELS.values(), ids=lambda panel: str(panel.name))
def test_a_question_reads_the_tables_that_its_panel_names_and_adds_nothing_up(
    panel: Panel,
) -> None:
    questions = [panel.question.format(**spans) for spans in (MORNING_SPANS, DETAIL_SPANS)]
    for question in questions:
        named = set(re.findall(r"\b(?:from|join)\s+([a-z_]+)", question))
        assert named == set(panel.tables)
        # The newest of something chooses rows; anything else would be a number that gold lacks.
        assert set(re.findall(r"\b([a-z_]+)\(", question)) <= {"max", "concat", "upper", "substr"}
        assert not re.search(r"[a-z_)] [*/+] [a-z_(]", question)


def test_names_of_panels_are_anchors_of_their_own() -> None:
    for domain in DOMAINS:
        names = [panel.name for panel in domain.detail]
        assert len(names) == len(set(names))
    morning = [panel.name for domain in DOMAINS for panel in domain.morning]
    assert len(morning) == len(set(morning))
    assert not {domain.name for domain in DOMAINS} & PANELS.keys()

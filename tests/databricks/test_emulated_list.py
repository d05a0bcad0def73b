"""The list of what is emulated stands in docs/databricks.md as it is."""

import yaml

from tests.databricks.emulation_list import LISTED, table_of
from tests.houses import PROJECT

PAGE = PROJECT / "docs" / "databricks.md"


def test_the_page_shows_the_list_of_what_is_emulated() -> None:
    listed = yaml.safe_load(LISTED.read_text("utf-8"))
    text = PAGE.read_text("utf-8")
    shown = text.split("<!-- emulated -->")[1].split("<!-- /emulated -->")[0].strip()

    assert len(listed) > 5
    assert shown == table_of(listed)
    assert [one["name"] for one in listed] == sorted(one["name"] for one in listed)

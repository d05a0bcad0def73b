"""The page of energy providers and the profiles that it names."""

from pathlib import Path

from ingestion.profile_library import load_library

PAGE = Path(__file__).parents[2] / "docs" / "meters.md"


def test_the_page_names_every_shipped_profile_of_meters() -> None:
    # Columns of houses in research, a sample's own export, and parts named in one line.
    unlisted = {"sample_electricity", "uci_household_daily"}
    shortened = ("shelly_em3_phase_", "xcel_energy_")

    shipped = [one for one in load_library([]).shipped.values() if one.reads == "meter_readings"]

    text = PAGE.read_text("utf-8")
    missing = {one.name for one in shipped if f"`{one.name}`" not in text}
    assert {name for name in missing if not name.startswith(shortened)} == unlisted

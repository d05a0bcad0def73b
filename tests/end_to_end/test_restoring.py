"""A household that is brought back from its backup goes on as if nothing had happened."""

from datetime import date
from pathlib import Path

from tests.houses import House


def test_a_restored_sample_is_refreshed_to_the_same_gold_and_verified(
    small_house: House, tmp_path: Path
) -> None:
    house = small_house.copy(tmp_path)
    past = date(2026, 6, 28)
    house.keep_forecast(past)
    house.daybook("backup", str(tmp_path / "backup"))
    restored = House(tmp_path / "new" / "house", tmp_path / "new" / "lake", house.as_of)

    restored.daybook("restore", str(tmp_path / "backup"))
    assert restored.refresh()["is_published"]

    tables = sorted(path.name for path in (house.lake / "gold").iterdir())
    assert [name for name in tables if house.rows(name)]
    # Charts also watch how long runs take, and a forecast that was kept after the build is scored
    # by the next one.
    for name in tables:
        if name.startswith(("process_", "balance_forecast_kept_scores")):
            continue
        assert restored.rows_as_text(name) == house.rows_as_text(name), name
    assert ("EUR", past) in restored.forecast_days()
    assert restored.daybook("verify").stdout.startswith("equal")
    history = [
        set(one.rows_as_text("silver_operations__outcomes", "silver")) for one in (house, restored)
    ]
    assert history[0] < history[1]

"""Judged mornings are kept over many runs, and the page counts each of them once."""

from pathlib import Path

from benchmarks.mornings.results import Judged, append, last_morning, page, read


def judged(
    seed: int, morning: int, kind: str = "fresh_and_right", fault: str | None = None
) -> Judged:
    return Judged(seed, morning, 0, "2026-07-01T06:00:00+00:00", fault, 0, kind, "because")


def test_a_run_goes_on_after_the_last_morning_that_was_written_down(tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    assert last_morning(read(file), 1) == 0

    for one in (judged(1, 1), judged(2, 1), judged(1, 2, "stale_and_said", "killed")):
        append(file, one)
    with file.open("a", encoding="utf-8") as lines:
        lines.write('{"seed": 1, "morn')

    mornings = read(file)
    assert mornings == [judged(1, 1), judged(2, 1), judged(1, 2, "stale_and_said", "killed")]
    assert [last_morning(mornings, seed) for seed in (1, 2, 3)] == [2, 1, 0]
    append(file, judged(1, 3))
    assert last_morning(read(file), 1) == 3


def test_the_page_counts_each_morning_by_seed_and_fault() -> None:
    mornings = [judged(1, number) for number in range(1, 299)]
    mornings += [
        judged(2, 1, "stale_and_said", "killed"),
        judged(2, 2, "stale_and_said", "s3_silent"),
    ]

    text = page(mornings, 400)

    assert "None of 300 mornings was wrong: with 95 % confidence fewer than 0.99 % are." in text
    assert "| 1 (298 of 400 mornings) | 298 | 298 | 0 | 0 | 0 |" in text
    assert "| all | 300 | 298 | 0 | 2 | 0 |" in text
    assert "| killed | 1 | 0 | 0 | 1 | 0 |" in text
    assert "| no fault | 298 | 298 | 0 | 0 | 0 |" in text


def test_the_page_names_each_wrong_morning() -> None:
    text = page([judged(3, 17, "wrong", "late")], 400)

    assert "1 of 1 mornings were wrong:\n\n- seed 3, 17, late: because\n" in text

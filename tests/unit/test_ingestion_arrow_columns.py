import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from ingestion.arrow_columns import by_month, integers, strings

NUMBERS = st.none() | st.integers(-(2**63), 2**63 - 1)


@given(st.lists(NUMBERS, max_size=40))
def test_whole_numbers_and_nulls_are_kept(values: list[int | None]) -> None:
    column = integers(values)
    column.validate(full=True)
    assert column.type == pa.int64()
    assert column.to_pylist() == values


@given(st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"])), max_size=20))
def test_texts_and_nulls_are_kept(values: list[str | None]) -> None:
    column = strings(values)
    column.validate(full=True)
    assert column.to_pylist() == values


@given(st.text(st.characters(exclude_categories=["Cs"])), st.integers(1, 20))
def test_a_text_that_fills_its_column_is_kept(text: str, count: int) -> None:
    column = strings([text] * count)
    column.validate(full=True)
    assert column.to_pylist() == [text] * count


def test_rows_go_to_their_months_and_keep_their_order() -> None:
    moments = ["2026-02-01T00:00:00Z", "2026-01-31", "2026-02-28T23:59:59Z"]
    table = pa.table({"number": integers([1, 2, 3])})
    parts = {month: part["number"].to_pylist() for month, part in by_month(table, strings(moments))}
    assert parts == {"2026-02": [1, 3], "2026-01": [2]}

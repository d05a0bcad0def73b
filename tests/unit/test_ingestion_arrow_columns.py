import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from ingestion.arrow_columns import integers, strings

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

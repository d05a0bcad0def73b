"""Finding rows that sum others, which must not count."""

from collections.abc import Iterator, Sequence

from onboarding.drafts import Said, scalar, texts
from onboarding.looking import Look
from onboarding.words import TOTALS, plain

_FEWEST_ROWS = 4


def is_sum_of_others(numbers: Sequence[float]) -> bool:
    """Tell whether the last number is the sum of all before it, to a thousandth."""
    if len(numbers) < _FEWEST_ROWS or not numbers[-1]:
        return False
    rest = sum(numbers[:-1])
    return abs(rest - numbers[-1]) <= 0.001 * abs(numbers[-1])


def ends_with_totals(columns: Sequence[Sequence[float]]) -> bool:
    """Tell whether the last number of every column is the sum of those before it."""
    sums = [is_sum_of_others(numbers) for numbers in columns if any(numbers)]
    return bool(sums) and all(sums)


def total_words(cells: Sequence[str]) -> list[str]:
    """Return the first words of cells that name a total, as written."""
    words = (cell.split()[0] for cell in cells if cell)
    return sorted({word for word in words if plain(word).rstrip(":.") in TOTALS})


def skipped_said(look: Look) -> Iterator[Said]:
    """Yield the lines that leave out rows of totals, and rows with a word instead of a date."""
    for column in look.columns:
        if words := total_words(column.cells):
            yield Said("skip_rows_where:", "rows of totals do not count")
            yield Said(f"  column: {scalar(column.name)}")
            yield Said(f"  begins: {texts(words)}")
            return
    for column in look.columns:
        words = sorted({cell for cell in column.filled() if cell.isalpha()})
        if column.stamps and words:
            question = "are these rows not booked yet? Take the block away if they count."
            yield Said("skip_rows_where:", question=question)
            yield Said(f"  column: {scalar(column.name)}")
            yield Said(f"  values: {texts(words)}")
            return


def has_sum_at_end(look: Look) -> bool:
    """Tell whether the last row sums up all columns of numbers, without saying so."""
    if any(total_words(column.cells[-1:]) for column in look.columns):
        return False
    numbers = [column.known_numbers() for column in look.number_columns() if column.cells[-1]]
    return ends_with_totals(numbers)

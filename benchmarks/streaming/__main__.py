"""Print what files, Firehose and a stream cost a month, as docs/decisions/0044 states it.

Nothing is measured: list prices (prices.csv) times what the other benchmarks measured.
"""

from benchmarks.streaming.ways import (
    WAYS,
    break_even_households,
    bringing_dollars,
    prices,
    refresh_dollars,
)

_HOUSEHOLDS = (1, 100, 10_000)
_REFRESHES = {"gold once a day": 1, "gold every hour": 24, "gold every 15 minutes": 96}


def report() -> str:
    """Return the Markdown table of US dollars a month, and where a stream begins to pay."""
    price = prices()
    counts = " | ".join(f"{count:,}" for count in _HOUSEHOLDS)
    lines = [
        f"| US dollars a month, by households | newest in bronze | {counts} |",
        "| --- | --- |" + " ---: |" * len(_HOUSEHOLDS),
    ]
    for way in WAYS:
        costs = [bringing_dollars(way, count, price) for count in _HOUSEHOLDS]
        lines.append(f"| {way.name} | {way.raw_age} | {_cells(costs)} |")
    for name, refreshes in _REFRESHES.items():
        costs = [refresh_dollars(refreshes, count, price) for count in _HOUSEHOLDS]
        lines.append(f"| {name}, beside any of these | | {_cells(costs)} |")
    *_, firehose, stream = WAYS
    households = break_even_households(stream, firehose, price)
    lines.append(f"\nThe stream costs less than Firehose from {households:,} households on.")
    return "\n".join(lines)


def _cells(costs: list[float]) -> str:
    return " | ".join(f"{cost:,.2f}" if cost < 100 else f"{cost:,.0f}" for cost in costs)


if __name__ == "__main__":
    print(report())

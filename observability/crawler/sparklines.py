"""Small lines of what a value was, as images inside of a text."""

from collections.abc import Sequence
from urllib.parse import quote

_WIDTH, _HEIGHT, _MARGIN = 120, 20, 2


def sparkline(values: Sequence[float]) -> str:
    """Return a line through the values, the newest on the right, as a data URI of SVG.

    Equal values lie in the middle. There are two at least.
    """
    low, high = min(values), max(values)
    step = (_WIDTH - 2 * _MARGIN) / (len(values) - 1)
    reach = _HEIGHT - 2 * _MARGIN
    points = [
        (
            _MARGIN + index * step,
            _HEIGHT - _MARGIN - (reach * (value - low) / (high - low) if high > low else reach / 2),
        )
        for index, value in enumerate(values)
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    x, y = points[-1]
    # A colour that stands out on light and dark grounds alike.
    svg = (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{_WIDTH}' height='{_HEIGHT}'>"
        f"<polyline points='{line}' fill='none' stroke='#2a7de1' stroke-width='1.5'/>"
        f"<circle cx='{x:.1f}' cy='{y:.1f}' r='2' fill='#2a7de1'/></svg>"
    )
    return f"data:image/svg+xml;utf8,{quote(svg, safe=':/=')}"

"""One look for all charts: colours are names that the page's style sheet gives a value."""

from typing import Any

SERIES = [f"var(--series-{number})" for number in range(1, 9)]
HEAT = [f"var(--heat-{number})" for number in range(1, 7)]
FONT = "system-ui, sans-serif"
_AXIS = {
    "domainColor": "var(--line)",
    "gridColor": "var(--grid)",
    "tickColor": "var(--line)",
    "labelColor": "var(--soft)",
    "titleColor": "var(--soft)",
    "labelFontSize": 11,
    "titleFontSize": 11,
    "titleFontWeight": "normal",
    "labelFont": FONT,
    "titleFont": FONT,
}


def theme() -> dict[str, Any]:
    """Return the configuration of Vega-Lite that every chart is drawn with."""
    return {
        # Only what a chart says itself is told: Vega would describe every mark.
        "aria": False,
        "background": None,
        "padding": {"left": 12, "right": 4, "top": 2, "bottom": 2},
        "font": FONT,
        "view": {"stroke": None},
        "axis": _AXIS,
        "axisX": {"grid": False, "labelOverlap": True, "labelSeparation": 14},
        "axisY": {"domain": False, "ticks": False, "labelPadding": 6, "tickCount": 4},
        "header": {
            **{key: value for key, value in _AXIS.items() if key.startswith(("label", "title"))},
            "labelColor": "var(--ink)",
            "labelLimit": 320,
        },
        "legend": {
            "labelColor": "var(--soft)",
            "titleColor": "var(--soft)",
            "labelFontSize": 11,
            "labelFont": FONT,
            "labelLimit": 150,
            "orient": "top",
            "title": None,
            "symbolType": "square",
            "symbolSize": 90,
            "padding": 0,
            "offset": 6,
            "columnPadding": 26,
        },
        "range": {"category": SERIES},
        "mark": {"color": SERIES[0]},
        "line": {"strokeWidth": 1.8, "timeUnitBandPosition": 0.5},
        "area": {"timeUnitBandPosition": 0.5},
        "point": {"timeUnitBandPosition": 0.5},
    }

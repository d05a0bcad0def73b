"""Control charts of the series that were out of the ordinary last."""

from portal.charts.panel import Column, Drawing, Panel
from portal.charts.shapes import blank, day_axis, layered, level_axis, own_scales, told_line


def chart(width: int) -> Drawing:
    """Draw values within their limits; a value with a signal is a filled diamond."""
    base = blank(width, 84).encode(x=day_axis("observed_date"))

    def limit(field: str) -> Drawing:
        line = base.mark_line(color="var(--soft)", strokeDash=[3, 3], strokeWidth=1)
        return line.encode(y=level_axis(field))

    value = base.encode(y=level_axis("value"))
    signals = value.transform_filter("datum.is_signal").mark_point(
        shape="diamond", filled=True, size=70, opacity=1, color="var(--alert)"
    )
    layers = (
        limit("lower_limit"),
        limit("upper_limit"),
        base.mark_line(color="var(--line)").encode(y=level_axis("centre")),
        *told_line(value),
        signals,
    )
    return own_scales(layered("metric_id", *layers))


def panel(name: str, count: int) -> Panel:
    """Return the panel of so many series, those first that page."""
    return Panel(
        name=name,
        title="Control charts with signals",
        about="Dashed: limits of what is usual. A diamond is a value that breaks a rule.",
        tables=("process_points", "process_signals", "process_values"),
        question=f"""
            select points.metric_id, measured.observed_date, points.value, points.centre,
                points.lower_limit, points.upper_limit, points.phase, points.is_signal
            from process_points as points
            inner join process_values as measured
                on points.metric_id = measured.metric_id
                and points.observed_at = measured.observed_at
            where points.observed_at > (select max(observed_at) from process_points)
                - interval '60 days' and points.metric_id in (
                    select metric_id from (
                        select metric_id, max(severity) as severity, max(observed_at) as last_at
                        from process_signals
                        group by metric_id
                        order by last_at desc, severity desc, metric_id
                        limit {count}
                    ) as newest
                )
            order by points.metric_id, points.observed_at
        """,  # noqa: S608  (a number of this module)
        columns=(
            Column("metric_id", "Metric", "name"),
            Column("observed_date", "Day", "day"),
            Column("value", "Value", "number", 3),
            Column("centre", "Centre", "number", 3),
            Column("lower_limit", "Lower limit", "number", 3),
            Column("upper_limit", "Upper limit", "number", 3),
            Column("phase", "Phase"),
        ),
        draw=chart,
    )


PANEL = panel("control", 3)
MORE = panel("control-more", 8)

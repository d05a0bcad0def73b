"""What will be in the accounts, and how sure that is."""

from portal.charts.panel import Column, Drawing, Panel
from portal.charts.shapes import blank, day_axis, layered, own_scales, told


def chart(width: int) -> Drawing:
    """Draw the known balance, then the expected one within its bands of 80 and 90 percent."""
    import altair as alt

    base = blank(width, 150).encode(x=day_axis("forecast_date"))

    def band(lower: str, upper: str, opacity: float) -> Drawing:
        area = base.mark_area(color="var(--series-1)", opacity=opacity)
        return area.encode(y=alt.Y(f"{lower}:Q", title=None), y2=alt.Y2(upper))

    def line(field: str, color: str) -> Drawing:
        return base.mark_line(color=color).encode(y=alt.Y(f"{field}:Q", title=None))

    zero = alt.Chart().mark_rule(color="var(--alert)", strokeDash=[4, 3])
    layers = (
        band("balance_amount_p05", "balance_amount_p95", 0.16),
        band("balance_amount_p10", "balance_amount_p90", 0.26),
        zero.encode(y=alt.datum(0)),
        line("known_amount", "var(--ink)"),
        line("balance_amount_p50", "var(--series-1)"),
        told(base.encode(y=alt.Y("balance_amount_p50:Q", title=None))),
    )
    return own_scales(layered("currency_code", *layers))


PANEL = Panel(
    name="forecast",
    title="Balance forecast",
    about="The last month as known, then as expected, within bands of 80 and 90 %. Dashed: zero.",
    tables=("daily_balance_forecast", "morning_trends"),
    question="""
        select forecast_date, currency_code, null as known_amount, balance_amount_p05,
            balance_amount_p10, balance_amount_p50, balance_amount_p90, balance_amount_p95,
            below_zero_probability
        from daily_balance_forecast
        where model = 'daybook' and forecast_origin_date
            = (select max(forecast_origin_date) from daily_balance_forecast)
        union all
        select trend_date, upper(substr(tile_id, 9)), value, null, null, null, null, null, null
        from morning_trends
        where tile_id like 'balance\\_%' and trend_date > (select max(trend_date)
            from morning_trends) - interval '30 days'
        order by currency_code, forecast_date
    """,
    columns=(
        Column("forecast_date", "Day", "day"),
        Column("balance_amount_p50", "Expected", "money"),
        Column("known_amount", "Known", "money"),
        Column("balance_amount_p05", "95 % above", "money"),
        Column("balance_amount_p10", "90 % above", "money"),
        Column("balance_amount_p90", "90 % below", "money"),
        Column("balance_amount_p95", "95 % below", "money"),
        Column("below_zero_probability", "Below zero", "number", 2),
    ),
    draw=chart,
    narrow=4,
)

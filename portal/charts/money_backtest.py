"""How wrong the forecast was before."""

from portal.charts.panel import Column, Panel

PANEL = Panel(
    name="backtest",
    title="How right the forecast was",
    about="Scores of past days; the band of 80 % should hold 80 % of the days.",
    tables=("balance_forecast_backtest",),
    question="""
        select model, horizon_days, currency_code, count_forecasts, mean_absolute_error_amount,
            coverage_80_percent, coverage_90_percent, mase
        from balance_forecast_backtest
        where horizon_days in (7, 30, 90)
        order by currency_code, horizon_days, mean_absolute_error_amount, model
    """,
    columns=(
        Column("model", "Model", "name"),
        Column("horizon_days", "Days ahead", "whole"),
        Column("mean_absolute_error_amount", "Mean error", "money"),
        Column("coverage_80_percent", "In 80 % band", "whole"),
        Column("coverage_90_percent", "In 90 % band", "whole"),
        Column("count_forecasts", "Forecasts", "whole"),
    ),
)

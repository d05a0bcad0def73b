"""Which panels stand on which page, in their order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.charts import (
    body_activity,
    body_heart,
    body_load,
    body_readiness,
    body_regularity,
    body_sleep,
    body_weight,
    home_always_on,
    home_climate,
    home_daily_use,
    home_energy_cost,
    home_heating,
    home_humidity,
    home_solar,
    money_accounts,
    money_backtest,
    money_budgets,
    money_cash_flow,
    money_categories,
    money_forecast,
    money_months,
    money_net_worth,
    money_recurring,
    money_upcoming,
    trust_control,
    trust_insights,
    trust_quality,
    trust_quality_history,
    trust_signals,
    trust_sources,
)
from portal.charts.panel import Panel
from portal.pages.tiles import TILES, TRENDS


@dataclass(frozen=True)
class Domain:
    """A part of life with its own page. `in_gold`: its name in `morning_brief`."""

    name: str
    in_gold: str
    title: str
    morning: Sequence[Panel]
    detail: Sequence[Panel]
    hint: str


# How far a page looks back, in days and rows: the morning a month, a domain's own page a quarter.
MORNING_SPANS: Mapping[str, int] = {"days": 28, "long_days": 90, "count": 8}
DETAIL_SPANS: Mapping[str, int] = {"days": 91, "long_days": 365, "count": 60}

HOME = Domain(
    name="home",
    in_gold="home",
    title="Home",
    morning=(
        home_daily_use.PANEL,
        home_energy_cost.PANEL,
        home_solar.PANEL,
        home_climate.PANEL,
    ),
    detail=(
        home_daily_use.PANEL,
        home_energy_cost.PANEL,
        home_solar.PANEL,
        home_climate.PANEL,
        home_humidity.PANEL,
        home_always_on.PANEL,
        home_heating.PANEL,
    ),
    hint="files of meters and room sensors",
)
BODY = Domain(
    name="body",
    in_gold="fitness",
    title="Body",
    morning=(body_sleep.PANEL, body_activity.PANEL, body_load.PANEL),
    detail=(
        body_sleep.PANEL,
        body_activity.PANEL,
        body_load.PANEL,
        body_readiness.PANEL,
        body_heart.PANEL,
        body_weight.PANEL,
        body_regularity.PANEL,
    ),
    hint="files of watches, phones and trackers",
)
MONEY = Domain(
    name="money",
    in_gold="finance",
    title="Money",
    morning=(
        money_cash_flow.PANEL,
        money_categories.PANEL,
        money_forecast.PANEL,
        money_net_worth.PANEL,
        money_upcoming.PANEL,
    ),
    detail=(
        money_cash_flow.PANEL,
        money_months.PANEL,
        money_forecast.PANEL,
        money_net_worth.PANEL,
        money_accounts.PANEL,
        money_categories.PANEL,
        money_budgets.PANEL,
        money_recurring.PANEL,
        money_backtest.PANEL,
    ),
    hint="files of banks, cards and brokers",
)
TRUST = Domain(
    name="trust",
    in_gold="trust",
    title="Trust",
    morning=(
        trust_sources.PANEL,
        trust_quality.PANEL,
        trust_control.PANEL,
        trust_signals.PANEL,
        trust_insights.PANEL,
    ),
    detail=(
        trust_sources.PANEL,
        trust_quality_history.PANEL,
        trust_signals.PANEL,
        trust_insights.PANEL,
        trust_control.MORE,
    ),
    hint="any files at all",
)
DOMAINS = (HOME, BODY, MONEY, TRUST)
# Every gold table that the pages read.
TABLES = sorted(
    {TILES, TRENDS}
    | {
        table
        for domain in DOMAINS
        for panel in (*domain.morning, *domain.detail)
        for table in panel.tables
    }
)

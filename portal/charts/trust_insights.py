"""What goes together across home, body and money."""

from portal.charts.panel import Column, Panel

PANEL = Panel(
    name="insights",
    title="What goes together",
    about="Relations that survive all that was tried; they say what goes together, not why.",
    tables=("weekly_insights",),
    question="""
        select week_date, explanation, rank_correlation, count_days
        from weekly_insights
        where status = 'shown'
        order by q_value, cause_metric, cause_subject_id, effect_metric, effect_subject_id, lag_days
    """,
    columns=(
        Column("explanation", "Relation", "sentence"),
        Column("rank_correlation", "Correlation", "number", 2),
        Column("count_days", "Days", "whole"),
        Column("week_date", "Week of", "day"),
    ),
    narrow=2,
)

"""How fresh each source is."""

from portal.charts.panel import Column, Panel

PANEL = Panel(
    name="sources",
    title="Freshness of sources",
    about="Late is who is silent for longer than its own rhythm; learning, who sent too few files.",
    tables=("morning_sources",),
    question="""
        select source_name, case freshness when 'fresh' then 'good' when 'late' then 'alert'
            else 'unknown' end as state, freshness, told_until_date, count_files,
            count_days_left_out, late_at
        from morning_sources
        order by freshness = 'late' desc, source_name
    """,
    columns=(
        Column("source_name", "Source", "name"),
        Column("freshness", "State", "state"),
        Column("told_until_date", "Tells until", "day"),
        Column("count_days_left_out", "Days left out", "whole"),
        Column("count_files", "Files", "whole"),
        Column("late_at", "Late from", "moment"),
    ),
    narrow=3,
)

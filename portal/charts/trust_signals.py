"""What was out of the ordinary, in words."""

from portal.charts.panel import Column, Panel

PANEL = Panel(
    name="signals",
    title="Signals",
    about="Values that break a rule of their control chart, the newest first.",
    tables=("process_signals",),
    question="""
        select observed_at, metric_id, case severity when 'page' then 'alert' else 'watch' end
            as state, severity, explanation, concat(rule_set, ' ', rule_number) as rule_name
        from process_signals
        order by observed_at desc, metric_id, rule_set, rule_number
        limit {count}
    """,
    columns=(
        Column("metric_id", "Metric", "name"),
        Column("explanation", "What", "sentence"),
        Column("severity", "Severity", "state"),
        Column("observed_at", "At", "moment"),
        Column("rule_name", "Rule"),
    ),
    narrow=3,
)

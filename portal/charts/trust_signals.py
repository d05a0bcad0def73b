"""What was out of the ordinary, in words."""

from portal.charts.panel import Column, Panel

PANEL = Panel(
    name="signals",
    title="Signals",
    about="Values that break a rule of their control chart, the newest first.",
    tables=("process_signals", "process_values"),
    question="""
        select measured.observed_date, signals.metric_id, signals.severity, signals.explanation,
            case signals.severity when 'page' then 'alert' else 'watch' end as state,
            concat(signals.rule_set, ' ', signals.rule_number) as rule_name
        from process_signals as signals
        inner join process_values as measured
            on signals.metric_id = measured.metric_id and signals.observed_at = measured.observed_at
        order by signals.observed_at desc, signals.metric_id, signals.rule_set, signals.rule_number
        limit {count}
    """,
    columns=(
        Column("metric_id", "Metric", "name"),
        Column("explanation", "What", "sentence"),
        Column("severity", "Severity", "state"),
        Column("observed_date", "Day", "day"),
        Column("rule_name", "Rule"),
    ),
    narrow=3,
)

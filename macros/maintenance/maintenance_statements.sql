{# The statements that maintain one Delta table, in their order.
   relation: the table; keep_days: integer, for how long former versions stay readable.
   Source: Delta Lake documentation, "Table utility commands" (vacuum) and "Optimizations". #}
{% macro maintenance_statements(relation, keep_days) %}
    {{ return([
        'optimize ' ~ relation,
        'vacuum ' ~ relation ~ ' retain ' ~ (keep_days | int * 24) ~ ' hours',
    ]) }}
{% endmacro %}

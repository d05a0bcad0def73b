{# Compact every table and take its expired versions away, on Spark and on Databricks:
   `dbt run-operation maintain_tables --args '{keep_days: 30}'`. The embedded engine has no such
   statements: there `daybook maintain` does it.
   keep_days: integer, for how many days former versions stay readable. #}
{% macro maintain_tables(keep_days=30) %}
    {%- if target.type == 'lake' -%}
        {{ exceptions.raise_compiler_error('Run `daybook maintain` on target ' ~ target.name) }}
    {%- endif -%}
    {%- if keep_days | int < 7 -%}
        {{ exceptions.raise_compiler_error('keep_days: keep at least 7 days') }}
    {%- endif -%}
    {%- set without_rows = ['ephemeral', 'view', 'declared'] -%}
    {%- for node in graph.nodes.values() if node.resource_type in ['model', 'seed'] -%}
        {%- if node.config.materialized not in without_rows -%}
            {%- set relation = adapter.get_relation(node.database, node.schema, node.alias) -%}
            {%- for statement in maintenance_statements(relation, keep_days) if relation -%}
                {%- do run_query(statement) -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endfor -%}
{% endmacro %}

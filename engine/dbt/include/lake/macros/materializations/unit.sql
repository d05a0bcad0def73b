{# A unit test. dbt's own makes a temporary view of the model's query to learn its columns, and drops it
   afterwards: here the engine is asked for them. #}
{% materialization unit, adapter='lake' %}
    {%- set types = lake_column_types(adapter.get_column_schema_from_query(sql)) -%}
    {%- set expected_rows = config.get('expected_rows') -%}
    {%- set names = expected_rows[0] if expected_rows else types -%}
    {%- set expected_sql = config.get('expected_sql')
        or adapter.lake_fixture_sql(expected_rows, types, names, 'expected output') -%}
    {%- set quoted = [] -%}
    {%- for name in names -%}{%- do quoted.append(adapter.quote(name | lower)) -%}{%- endfor -%}
    {%- call statement('main', fetch_result=True) -%}
        {{ get_unit_test_sql(sql, expected_sql, quoted) }}
    {%- endcall -%}
    {{ return({'relations': []}) }}
{% endmaterialization %}

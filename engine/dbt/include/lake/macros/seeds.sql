{# A seed's table is overwritten in one commit (per 10,000 rows) while its columns stay the same. #}
{% macro lake__create_csv_table(model, agate_table) -%}
    {%- set columns = get_column_schema_from_query(lake_seed_types_sql(model, agate_table)) -%}
    {%- do lake_create_unless_same(this, adapter.lake_shape(columns, config.get('partition_by'))) -%}
    {%- if agate_table.rows | length == 0 -%}
        {%- do lake__truncate_relation(this) -%}
    {%- endif -%}
    {{ return('') }}
{%- endmacro %}


{% macro lake__reset_csv_table(model, full_refresh, old_relation, agate_table) -%}
    {{ return(lake__create_csv_table(model, agate_table)) }}
{%- endmacro %}


{% macro lake__load_csv_rows(model, agate_table) -%}
    {%- set types = lake_seed_types(model, agate_table) -%}
    {%- set statements = [] -%}
    {%- for chunk in agate_table.rows | batch(get_batch_size()) -%}
        {%- set bindings = [] -%}
        {%- for row in chunk -%}{%- do bindings.extend(row) -%}{%- endfor -%}
        {%- set sql -%}
            insert {{ 'overwrite' if loop.first else 'into' }} {{ this }} values
            {% for row in chunk -%}
            ({%- for type in types -%}cast(%s as {{ type }}){{ ', ' if not loop.last }}{%- endfor -%}){{ ', ' if not loop.last }}
            {%- endfor %}
        {%- endset -%}
        {%- do adapter.add_query(sql, bindings=bindings, abridge_sql_log=True) -%}
        {%- do statements.append(sql) -%}
    {%- endfor -%}
    {{ return(statements[0]) }}
{%- endmacro %}


{% macro lake_seed_types(model, agate_table) -%}
    {%- set overrides = model['config'].get('column_types', {}) -%}
    {%- set types = [] -%}
    {%- for name in agate_table.column_names -%}
        {%- do types.append(overrides.get(name, adapter.convert_type(agate_table, loop.index0))) -%}
    {%- endfor -%}
    {{ return(types) }}
{%- endmacro %}


{% macro lake_seed_types_sql(model, agate_table) -%}
    select
    {%- for type in lake_seed_types(model, agate_table) %}
        cast(null as {{ type }}) as {{ adapter.quote(agate_table.column_names[loop.index0]) }}{{ ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

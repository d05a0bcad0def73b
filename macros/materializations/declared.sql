{# A table whose columns the model's yml declares and whose rows something else writes: bronze records
   (written by ingestion) and the state of month builds. Created when absent, never emptied. #}
{% materialization declared, default %}
    {%- set relation = this.incorporate(type='table') -%}
    {%- if load_cached_relation(this) is none -%}
        {%- call statement('main') -%} {{ create_declared_table(relation) }} {%- endcall -%}
    {%- else -%}
        {%- call noop_statement('main', 'EXISTS') -%} {{ sql }} {%- endcall -%}
    {%- endif -%}
    {%- if target.type == 'spark' and config.get('file_format') == 'parquet' -%}
        {# Spark caches the file listing of a table; new record files must be seen. #}
        {%- do run_query('refresh table ' ~ relation) -%}
    {%- endif -%}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}


{% macro create_declared_table(relation) %}
    {%- set partitions = config.get('partition_by', []) -%}
    create table if not exists {{ relation }} (
        {%- for column in model.columns.values() %}
        {{ adapter.quote(column.name) }} {{ column.data_type }}{{ ',' if not loop.last }}
        {%- endfor %}
    )
    using {{ config.get('file_format') }}
    {%- if partitions %}
    partitioned by ({{ partitions | join(', ') }})
    {%- endif %}
    location '{{ lake_root() }}/{{ relation.schema }}/{{ relation.identifier }}'
{% endmacro %}

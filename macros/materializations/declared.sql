{# A table whose columns the model's yml declares and whose rows something else writes: bronze records
   (written by ingestion) and the state of month builds. Created when absent, never emptied. #}
{% materialization declared, default %}
    {%- set relation = this.incorporate(type='table') -%}
    {%- if load_cached_relation(this) is none -%}
        {%- call statement('main') -%} {{ create_declared_table(relation) }} {%- endcall -%}
        {%- do tell_unity(relation, true) -%}
    {%- else -%}
        {%- call noop_statement('main', 'EXISTS') -%} {{ sql }} {%- endcall -%}
    {%- endif -%}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}


{# node: the model, also one that is not being built. #}
{% macro create_declared_table(relation, node=model) %}
    {%- set partitions = node.config.partition_by or [] -%}
    create table if not exists {{ relation }} (
        {%- for column in node.columns.values() %}
        {{ column_definition(column) }}{{ ',' if not loop.last }}
        {%- endfor %}
    )
    using {{ node.config.file_format }}
    {%- if partitions %}
    partitioned by ({{ partitions | join(', ') }})
    {%- endif %}
    location '{{ lake_root() }}/{{ relation.schema }}/{{ relation.identifier }}'
    {{ unity_clauses() }}
{% endmacro %}

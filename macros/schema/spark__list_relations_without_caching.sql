{# The tables of a schema on Apache Spark, as dbt's cache asks for them. The lake's folders are the
   catalog, whichever engine wrote them: those that this session does not know are registered first,
   so that a lake moves from one engine to another and a model that keeps its history keeps it. #}
{% macro spark__list_relations_without_caching(relation) %}
    {%- if target.type == 'databricks' -%}
        {{ return(databricks__list_relations_without_caching(relation)) }}
    {%- elif target.type == 'spark' -%}
        {#- Also of a schema in which a command makes nothing: it may read there. -#}
        {%- do spark__create_schema(relation) -%}
        {%- set known = run_query('show tables in ' ~ relation.schema).columns[1].values() -%}
        {%- do register_declared_tables(relation.schema, known) -%}
        {%- do register_delta_tables(relation.schema, known) -%}
    {%- endif -%}
    {% call statement('list_relations_without_caching', fetch_result=True) -%}
        show table extended in {{ relation.schema }} like '*'
    {%- endcall %}
    {{ return(load_result('list_relations_without_caching').table) }}
{% endmacro %}

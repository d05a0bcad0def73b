{# Return the statement that fills a table with a query's rows, and create the table before.

   A table that has the query's shape already gets all rows replaced in one commit: a reader sees the
   old rows or the new ones. Otherwise the table is created or replaced, keeping its log, and then
   filled. An enforced contract gives not-null and check constraints; both are enforced.
   is_unfinished: mark a created table until `adapter.lake_finish`, see materializations/incremental.sql. #}
{% macro lake_rebuild_sql(relation, sql, is_unfinished=false) -%}
    {%- set contract = config.get('contract') -%}
    {%- set is_enforced = contract is not none and contract.enforced -%}
    {%- set columns = get_column_schema_from_query(sql) -%}
    {%- if is_enforced -%}
        {{ get_assert_columns_equivalent(sql) }}
        {%- set columns = lake_in_declared_order(columns) -%}
        {%- set sql = get_select_subquery(sql) -%}
    {%- endif -%}
    {%- set shape = adapter.lake_shape(columns, config.get('partition_by'), model if is_enforced else none) -%}
    {%- if lake_create_unless_same(relation, shape, is_unfinished) -%}
    insert into {{ relation }}
    {%- else -%}
    insert overwrite {{ relation }}
    {%- endif %}
    {{ not_null_safe(sql) }}
{%- endmacro %}


{# A query's columns in the order in which the contract names them, as `get_select_subquery` selects. #}
{% macro lake_in_declared_order(columns) -%}
    {%- set ordered = [] -%}
    {%- for declared in model.columns.values() -%}
        {%- do ordered.extend(columns | selectattr('name', 'equalto', declared.name)) -%}
    {%- endfor -%}
    {{ return(ordered) }}
{%- endmacro %}


{# Create or replace a table unless it exists with this shape; return whether it was created. #}
{% macro lake_create_unless_same(relation, shape, is_unfinished=false) -%}
    {%- set location = adapter.lake_location(relation, config.get('location_root')) -%}
    {%- if load_cached_relation(relation) is not none and adapter.lake_holds_shape(location, shape) -%}
        {{ return(false) }}
    {%- endif -%}
    {%- call statement('create_table') -%}
        create or replace table {{ relation }} ({{ shape.columns_ddl() }})
        using delta
        {{ shape.partition_ddl() }}
        {{ shape.properties_ddl(config.get('tblproperties') or {}, is_unfinished=is_unfinished) }}
        location {{ adapter.lake_literal(location) }}
    {%- endcall -%}
    {{ return(true) }}
{%- endmacro %}


{% macro lake__create_table_as(temporary, relation, compiled_code, language='sql') -%}
    {%- if temporary -%}
        {{ create_temporary_view(relation, compiled_code) }}
    {%- else -%}
        {{ lake_rebuild_sql(relation, compiled_code) }}
    {%- endif -%}
{%- endmacro %}

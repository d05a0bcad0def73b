{# Strategies: `append` (default), `merge` (unique_key), and a project's own get_incremental_<name>_sql.

   The first build takes two commits, creation and rows. A process killed between them would leave an
   empty table whose next run adds only what is newer: the created table is marked as unfinished,
   and an unfinished table is not attached, so that the next run builds it from the beginning. #}
{% materialization incremental, adapter='lake', supported_languages=['sql'] %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set existing_relation = load_cached_relation(this) -%}
    {%- set strategy = config.get('incremental_strategy') or 'append' -%}
    {%- set strategy_sql = adapter.get_incremental_strategy_macro(context, strategy) -%}

    {{ run_hooks(pre_hooks) }}

    {% if existing_relation is none or should_full_refresh() -%}
        {%- call statement('main') -%}
            {{ lake_rebuild_sql(target_relation, compiled_code, is_unfinished=true) }}
        {%- endcall -%}
        {%- do adapter.lake_finish(adapter.lake_location(target_relation, config.get('location_root'))) -%}
    {%- else -%}
        {%- set temp_relation = lake_new_rows(compiled_code) -%}
        {%- set arguments = {
            'target_relation': target_relation,
            'temp_relation': temp_relation,
            'unique_key': config.get('unique_key'),
            'dest_columns': lake_target_columns(temp_relation, existing_relation),
            'incremental_predicates': config.get('predicates') or config.get('incremental_predicates'),
        } -%}
        {%- call statement('main') -%}
            {{ strategy_sql(arguments) }}
        {%- endcall -%}
    {%- endif %}

    {{ run_hooks(post_hooks) }}

    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}


{# Make a temporary view of the rows that a run adds. #}
{% macro lake_new_rows(sql) -%}
    {%- set temp_relation = make_temp_relation(this) -%}
    {%- if config.get('contract').enforced -%}
        {{ get_assert_columns_equivalent(sql) }}
    {%- endif -%}
    {%- call statement('create_temp_relation') -%}
        {{ create_temporary_view(temp_relation, not_null_safe(sql)) }}
    {%- endcall -%}
    {{ return(temp_relation) }}
{%- endmacro %}


{# Bring the target's columns to the configured `on_schema_change`; return those to write. #}
{% macro lake_target_columns(temp_relation, existing_relation) -%}
    {%- set on_schema_change = incremental_validate_on_schema_change(
        config.get('on_schema_change'), default='ignore'
    ) -%}
    {#- Those of the model, where they may differ: a column that it no longer has stays as it is. -#}
    {%- set model_columns = process_schema_changes(on_schema_change, temp_relation, existing_relation) -%}
    {{ return(model_columns or adapter.get_columns_in_relation(existing_relation)) }}
{%- endmacro %}

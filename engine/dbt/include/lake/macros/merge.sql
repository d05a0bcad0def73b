{% macro lake__get_incremental_append_sql(arg_dict) -%}
    {{ lake_append_sql(arg_dict.target_relation, arg_dict.temp_relation, arg_dict.dest_columns) }}
{%- endmacro %}


{# Every column of the target is named: Sail fills none that an insert leaves out. #}
{% macro lake_append_sql(target, source, dest_columns) -%}
    {%- set given = dest_columns | map(attribute='name') | list -%}
    insert into {{ target }}
    select
    {%- for column in adapter.get_columns_in_relation(target) %}
        {{ column.quoted if column.name in given else 'cast(null as ' ~ column.data_type ~ ')' }}{{ ',' if not loop.last }}
    {%- endfor %}
    from {{ source }}
{%- endmacro %}


{# Columns are named: what Sail does with `*` when source and target differ is not what Spark does. #}
{% macro lake__get_merge_sql(target, source, unique_key, dest_columns, incremental_predicates=none) -%}
    {%- set keys = [unique_key] if unique_key and unique_key is string else (unique_key or []) -%}
    {%- set columns = dest_columns | map(attribute='quoted') | list -%}
    {%- set updated = get_merge_update_columns(
        config.get('merge_update_columns'), config.get('merge_exclude_columns'), dest_columns
    ) or columns -%}
    {%- if not keys -%}
        {{ return(lake_append_sql(target, source, dest_columns)) }}
    {%- endif -%}
    merge into {{ target }} as DBT_INTERNAL_DEST
    using {{ source }} as DBT_INTERNAL_SOURCE
    on {{ incremental_predicates | join(' and ') ~ ' and ' if incremental_predicates }}
    {%- for key in keys %} DBT_INTERNAL_SOURCE.{{ key }} = DBT_INTERNAL_DEST.{{ key }}{{ ' and' if not loop.last }}{% endfor %}
    when matched then update set
    {%- for column in updated %}
        {{ column }} = DBT_INTERNAL_SOURCE.{{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
    when not matched then insert ({{ columns | join(', ') }})
    values (DBT_INTERNAL_SOURCE.{{ columns | join(', DBT_INTERNAL_SOURCE.') }})
{%- endmacro %}


{% macro lake__snapshot_merge_sql(target, source, insert_cols) -%}
    {%- set columns = config.get('snapshot_table_column_names') or get_snapshot_table_column_names() -%}
    merge into {{ target }} as DBT_INTERNAL_DEST
    using {{ source }} as DBT_INTERNAL_SOURCE
    on DBT_INTERNAL_SOURCE.{{ columns.dbt_scd_id }} = DBT_INTERNAL_DEST.{{ columns.dbt_scd_id }}
    when matched
        and DBT_INTERNAL_DEST.{{ columns.dbt_valid_to }} is null
        and DBT_INTERNAL_SOURCE.dbt_change_type in ('update', 'delete')
    then update set {{ columns.dbt_valid_to }} = DBT_INTERNAL_SOURCE.{{ columns.dbt_valid_to }}
    when not matched and DBT_INTERNAL_SOURCE.dbt_change_type = 'insert'
    then insert ({{ insert_cols | join(', ') }})
    values (DBT_INTERNAL_SOURCE.{{ insert_cols | join(', DBT_INTERNAL_SOURCE.') }})
{%- endmacro %}

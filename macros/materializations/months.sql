{# A table that is a function of its inputs month by month: only months whose inputs changed are
   replaced, each run in one Delta commit, so late, corrected and reordered files end where a full
   rebuild ends, and a run with nothing new writes nothing.

   Meta: `month_inputs` names the models whose months it reads (bronze record tables or other
   `months` models), `whole_inputs` those small tables of which any change touches every month,
   `reach` how many months around a changed one its rows can lie in (0, or 1 where a local day
   may belong to another month than the UTC instant). The model filters with month_filter(). #}
{% materialization months, default %}
    {%- set relation = this.incorporate(type='table') -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- set columns = months_columns(sql) -%}
    {%- set must_create = existing is none or should_full_refresh() or months_columns_differ(existing, columns) -%}
    {%- set changes = changed_months(sql, must_create) -%}

    {{ run_hooks(pre_hooks) }}
    {%- if must_create -%}
        {%- do forget_months() -%}
        {%- do run_query(create_months_table(relation, columns)) -%}
    {%- endif -%}
    {%- if changes | length == 0 -%}
        {%- call noop_statement('main', 'NOTHING NEW') -%} {{ sql }} {%- endcall -%}
    {%- else -%}
        {%- set months = changes | map(attribute='event_month') | list -%}
        {%- if not must_create and months_config('reach', 0) > 0 -%}
            {%- set months = months_that_differ(relation, columns, sql, months) -%}
        {%- endif -%}
        {%- if months -%}
            {%- call statement('main') -%}
                {{ replace_months(relation, columns, sql, none if must_create else months) }}
            {%- endcall -%}
        {%- else -%}
            {%- call noop_statement('main', 'SAME ROWS') -%} {{ sql }} {%- endcall -%}
        {%- endif -%}
        {%- do remember_months(changes, must_create) -%}
    {%- endif -%}
    {%- do tell_unity(relation, must_create) -%}
    {{ run_hooks(post_hooks) }}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}


{# Columns of the target as a list of {name, data_type, is_required}: the contract's, else the query's. #}
{% macro months_columns(sql) %}
    {%- set columns = [] -%}
    {%- if config.get('contract').enforced -%}
        {{ get_assert_columns_equivalent(sql) | trim }}
        {%- set required = required_columns() -%}
        {%- for column in model.columns.values() -%}
            {%- do columns.append({
                'name': column.name, 'data_type': column.data_type, 'is_required': column.name in required,
            }) -%}
        {%- endfor -%}
    {%- else -%}
        {%- do columns.extend(query_columns(sql)) -%}
    {%- endif -%}
    {{ return(columns) }}
{% endmacro %}


{% macro months_columns_differ(existing, columns) %}
    {%- set present = [] -%}
    {%- for column in adapter.get_columns_in_relation(existing) -%}
        {%- do present.append(column.name ~ ' ' ~ column.dtype | lower | replace(', ', ',')) -%}
    {%- endfor -%}
    {%- set wanted = [] -%}
    {%- for column in columns -%}
        {%- do wanted.append(column.name ~ ' ' ~ column.data_type | lower | replace(', ', ',')) -%}
    {%- endfor -%}
    {{ return(present | sort != wanted | sort) }}
{% endmacro %}


{% macro create_months_table(relation, columns) %}
    create or replace table {{ relation }} (
        {%- for column in columns %}
        {{ column_definition(column) }}{{ ',' if not loop.last }}
        {%- endfor %}
    )
    using delta
    {{ months_layout() }}
    location '{{ lake_root() }}/{{ relation.schema }}/{{ relation.identifier }}'
    {{ unity_clauses() }}
{% endmacro %}


{# The query for the given months (none: every month), with the table's columns in its order. #}
{% macro months_query(columns, sql, months) -%}
    {%- set bound = sql if months is none else bind_months(sql, months) -%}
    select {{ columns | map(attribute='name') | join(', ') }} from ({{ bound }}) as computed
{%- endmacro %}


{# months: none where the table is empty: naming all months of ten years costs more than it spares. #}
{% macro replace_months(relation, columns, sql, months) %}
    {%- set query = months_query(columns, sql, months) -%}
    insert into {{ relation }}
    {% if months is not none -%} replace where event_month in ({{ quoted_list(months) }}) {%- endif %}
    {{ not_null_safe(query) if target.type == 'lake' else query }}
{% endmacro %}


{# Of the given months those whose rows would change: a late file of one month also touches its
   neighbours' inputs, and mostly leaves their rows as they are. #}
{% macro months_that_differ(relation, columns, sql, months) %}
    {%- set computed = months_query(columns, sql, months) -%}
    {%- set present = months_query(
        columns, 'select * from ' ~ relation ~ ' where event_month in (' ~ quoted_list(months) ~ ')', []
    ) -%}
    {%- set query -%}
        select distinct event_month from (
            ({{ computed }} except all {{ present }})
            union all
            ({{ present }} except all {{ computed }})
        ) as differences
        order by event_month
    {%- endset -%}
    {{ return(run_query(query).columns[0].values() | list) }}
{% endmacro %}

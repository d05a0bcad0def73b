{# The months whose inputs differ from those of the last build, as a list of
   {event_month, input_fingerprint}; the fingerprint is null where a month's inputs are gone.

   A fingerprint covers the model's compiled code, the whole inputs' rows, and for each month the
   decodes (of bronze inputs), fingerprints (of month models) or rows (of tables that are built
   whole) that it is computed from. #}
{% macro changed_months(sql, is_new) %}
    {%- set common = local_md5(sql ~ whole_inputs_fingerprint()) -%}
    {%- set query -%}
        with months as ({{ month_input_parts() }}),
        wanted as (
            select
                event_month,
                md5(concat('{{ common }}', array_join(sort_array(collect_list(part)), ','))) as input_fingerprint
            from months
            group by event_month
        ),
        built as (
            select event_month, input_fingerprint
            from {{ built_months() }}
            where model_name = '{{ model.name }}'
        )
        select coalesce(wanted.event_month, built.event_month) as event_month, wanted.input_fingerprint
        from wanted
        full outer join built on wanted.event_month = built.event_month
        where {{ 'true' if is_new else 'not (wanted.input_fingerprint <=> built.input_fingerprint)' }}
        order by event_month
    {%- endset -%}
    {%- set changes = [] -%}
    {%- for row in run_query(query).rows -%}
        {%- do changes.append({'event_month': row[0], 'input_fingerprint': row[1]}) -%}
    {%- endfor -%}
    {{ return(changes) }}
{% endmacro %}


{# Rows (event_month, part): what each output month is computed from, its neighbours included. #}
{% macro month_input_parts() %}
    {%- set reach = months_config('reach', 0) -%}
    {%- for offset in range(-reach, reach + 1) %}
    select
        {% if offset -%}
        case
            when event_month = 'none' then 'none'
            else date_format(add_months(to_date(concat(event_month, '-01')), {{ offset }}), 'yyyy-MM')
        end as event_month,
        {%- else -%}
        event_month,
        {%- endif %}
        part
    from (
        {%- for input in months_config('month_inputs') %}
        {% if input.startswith('bronze_') -%}
        select event_month_key as event_month, concat_ws(' ', table_name, content_id, decode_id, source_version) as part
        from {{ relation_of('bronze_operations__decoded_months') }}
        where table_name = '{{ input }}'
        {%- elif materialization_of(input) == 'months' -%}
        select event_month, concat_ws(' ', model_name, input_fingerprint) as part
        from {{ built_months() }}
        where model_name = '{{ input }}'
        {%- else -%}
        select event_month, concat('{{ input }} ', md5({{ row_text(adapter.get_columns_in_relation(relation_of(input))) }})) as part
        from {{ relation_of(input) }}
        {%- endif %}
        {{ 'union all' if not loop.last }}
        {%- endfor %}
    ) as inputs_{{ loop.index }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{% endmacro %}


{# One hash over all rows of all whole inputs, whatever their order. #}
{% macro whole_inputs_fingerprint() %}
    {%- set hashes = [] -%}
    {%- for name in months_config('whole_inputs', []) -%}
        {%- set input = relation_of(name) -%}
        {%- set columns = adapter.get_columns_in_relation(input) | rejectattr('name', 'in', lineage_columns()) -%}
        {%- set query -%}
            select md5(array_join(sort_array(collect_list({{ row_text(columns) }})), '\n'))
            from {{ input }}
        {%- endset -%}
        {%- do hashes.append(run_query(query).rows[0][0]) -%}
    {%- endfor -%}
    {{ return(hashes | join(' ')) }}
{% endmacro %}


{# A row's cells as one text. #}
{% macro row_text(columns) -%}
    concat_ws('|'
        {%- for column in columns -%}
        , coalesce(cast({{ column.name }} as string), '~')
        {%- endfor -%}
    )
{%- endmacro %}


{# What tells where a row came from: a household file that says the same leads to the same rows. #}
{% macro lineage_columns() -%}
    {{ return(['_content_id', '_decode_id', '_source', '_record_number', '_member']) }}
{%- endmacro %}

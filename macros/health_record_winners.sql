{# The records of one kind of metric that count. Every export repeats the whole history: the same
   record counts once. #}
{% macro health_record_winners(metric_kind) %}
    {%- set records -%}
        (
            select * from {{ ref('silver_fitness__health_records_checked') }}
            where reject_reason is null and metric_kind = '{{ metric_kind }}'
        ) as records
    {%- endset -%}
    {{ winning_records(
        records, ['started_at', 'ended_at'], within=['person_id', 'metric', 'recorder_name']
    ) }}
{% endmacro %}

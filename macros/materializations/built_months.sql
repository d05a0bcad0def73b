{# Where month builds are remembered: one row for each model and month. #}
{% macro built_months() -%}
    {{ relation_of('silver_operations__built_months') }}
{%- endmacro %}


{# After the rows: a run that dies in between computes the same months again and changes nothing.
   is_new: of a table made anew no month is remembered, and none needs to be named. #}
{% macro remember_months(changes, is_new=false) %}
    {%- set rows = [] -%}
    {%- for change in changes if change.input_fingerprint is not none -%}
        {%- do rows.append("('" ~ change.event_month ~ "', '" ~ change.input_fingerprint ~ "', '" ~ invocation_id ~ "', '" ~ model.name ~ "')") -%}
    {%- endfor -%}
    {%- set months = changes | map(attribute='event_month') | list -%}
    {%- do replace_built_months(
        'true' if is_new else 'event_month in (' ~ quoted_list(months) ~ ')',
        'values ' ~ rows | join(', ') if rows else no_built_months()
    ) -%}
{% endmacro %}


{# Before the table is made anew: a run that dies while it is empty must not find its months built. #}
{% macro forget_months() %}
    {%- do replace_built_months('true', no_built_months()) -%}
{% endmacro %}


{% macro replace_built_months(condition, rows) %}
    {%- do run_query(
        "insert into " ~ built_months() ~ " replace where model_name = '" ~ model.name ~ "' and " ~ condition
        ~ " select * from (" ~ rows ~ ") as months (event_month, input_fingerprint, built_by, model_name)"
    ) -%}
{% endmacro %}


{% macro no_built_months() -%}
    select '' as event_month, '' as input_fingerprint, '' as built_by, '' as model_name where false
{%- endmacro %}

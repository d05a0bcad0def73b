{# The value in the next record of the same file, account and month: a month's rows depend on no other. #}
{% macro next_in_file(column) -%}
    lead({{ column }}) over (
        partition by _content_id, _member, account_id, event_month order by _record_number
    )
{%- endmacro %}

{# The value in the next record of the same file and account. #}
{% macro next_in_file(column) -%}
    lead({{ column }}) over (partition by _content_id, account_id order by _record_number)
{%- endmacro %}

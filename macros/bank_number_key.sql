{# An account's bank number without spaces, dashes and case, so that files and household agree on it. #}
{% macro bank_number_key(bank_number) -%}
    upper(regexp_replace({{ bank_number }}, '[^0-9A-Za-z]', ''))
{%- endmacro %}

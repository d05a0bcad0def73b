{# The id of an account that the household does not list: no bank number leaves silver in clear. #}
{% macro unlisted_account_id(bank_number) -%}
    concat('unlisted_', substring(sha2(coalesce({{ bank_number_key(bank_number) }}, ''), 256), 1, 8))
{%- endmacro %}

{# Whether a record names this account: by the household's id, the bank's number, or bank and number
   together (OFX splits what the household may write as one).

   account: alias of silver_household__accounts. date: the date on which the entry must hold. #}
{% macro names_account(number, bank_and_number, date, account='accounts') -%}
    (
        {{ number }} = {{ account }}.account_id
        or {{ bank_number_key(number) }} = {{ account }}.bank_number_key
        or {{ bank_number_key(bank_and_number) }} = {{ account }}.bank_number_key
    )
    and {{ date }} >= {{ account }}.valid_from_date
    and {{ date }} < {{ account }}.valid_to_date
{%- endmacro %}

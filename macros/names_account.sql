{# Whether a record names this account: by the household's id, the bank's number, or bank and number
   together (OFX splits what the household may write as one, and an IBAN holds both behind its
   country and check digits).

   Joins silver_household__accounts under the alias `accounts`. date: when the entry must hold. #}
{% macro names_account(number, bank_and_number, date) -%}
    (
        {{ number }} = accounts.account_id
        or {{ bank_number_key(number) }} = accounts.bank_number_key
        or {{ bank_number_key(bank_and_number) }} = accounts.bank_number_key
        or (
            accounts.bank_number_key rlike '^[A-Z]{2}[0-9]{2}'
            and {{ bank_number_key(bank_and_number) }} = substring(accounts.bank_number_key, 5)
        )
    )
    and {{ holds_on('accounts', date) }}
{%- endmacro %}

{# Bank and number of an account of a bank statement together, as an IBAN holds them: German banks
   leave out zeros before the ten digits of the number. #}
{% macro statement_bank_and_number() -%}
    concat(
        coalesce(bank_id, ''),
        case
            when bank_id rlike '^[0-9]{8}$' and length(account_number) < 10
                then lpad(account_number, 10, '0')
            else account_number
        end
    )
{%- endmacro %}

{# Who is paid, without what changes from payment to payment: what a card service puts in front,
   all from the first number, comma or gap on (dates, branches, cities, references), legal forms. #}
{% macro payee_key(text) -%}
    trim(regexp_replace(
        regexp_replace(
            regexp_replace(
                regexp_replace(
                    lower(trim({{ text }})),
                    '^((sq|sumup|zettle|paypal|pp|tst|sp|izettle) ?\\*|(kartenzahlung|pos|visa|card purchase) )\\s*', ''
                ),
                '(,|//|\\s{2,}|\\s\\S*[0-9#]).*$', ''
            ),
            '[^\\p{L}]+', ' '
        ),
        '( (gmbh|mbh|ag|se|kg|co|ohg|eg|ev|e v|bv|nv|sa|sarl|srl|spa|ltd|limited|inc|llc|plc|corp|oy|ab))+ *$', ''
    ))
{%- endmacro %}

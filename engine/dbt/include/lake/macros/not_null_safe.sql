{# Wrap a query for an insert into a table with required columns.

   Sail checks `not null` at the insert, but merges that check with the query's own filters, so that
   `insert ... select a from x where a is not null` is refused for rows that the filter takes away.
   No filter passes a limit, and this one is larger than any table; real nulls are still refused. #}
{% macro not_null_safe(sql) -%}
    select * from (
{{ sql }}
    ) as rows_to_write limit 1000000000000
{%- endmacro %}

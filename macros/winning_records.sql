{# Of the records with one key, the one that counts; arguments as of with_rivals(). #}
{% macro winning_records(relation, sorted_by, within) %}
    select * from ({{ with_rivals(relation, sorted_by, within) }}) as ranked
    where _is_winner
{% endmacro %}

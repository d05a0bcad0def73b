{# Each combination of the columns occurs once.

   columns: list of column names or SQL expressions. #}
{% test unique_key(model, columns) %}
    select
        {{ columns | join(', ') }},
        count(*) as count_rows
    from {{ model }}
    group by {{ columns | join(', ') }}
    having count(*) > 1
{% endtest %}

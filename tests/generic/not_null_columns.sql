{# None of the columns is ever null: one scan instead of one test for each column.

   columns: list of column names. #}
{% test not_null_columns(model, columns) %}
    select
        {%- for column in columns %}
        {{ column }},
        {%- endfor %}
        concat_ws(
            ', '
            {%- for column in columns %},
            case when {{ column }} is null then '{{ column }}' end
            {%- endfor %}
        ) as null_columns
    from {{ model }}
    where {{ columns | join(' is null or ') }} is null
{% endtest %}

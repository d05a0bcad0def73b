{# Each row in the span of 2,000 days to which its day belongs and, ahead of that span's days, in the
   one after it: so a sum over one span knows the 2,000 days before, too.

   relation: a CTE with the column named by `day`. Rows that count have span_position >= 0. #}
{% macro in_two_spans(relation, day) %}
    select
        *,
        datediff({{ day }}, date'1970-01-01') - span_number * 2000 as span_position
    from (
        select
            *,
            explode(
                sequence(
                    datediff({{ day }}, date'1970-01-01') div 2000,
                    datediff({{ day }}, date'1970-01-01') div 2000 + 1
                )
            ) as span_number
        from {{ relation }}
    ) as spans
{% endmacro %}

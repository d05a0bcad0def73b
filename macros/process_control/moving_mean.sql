{# A query: for each key and position the exponentially weighted moving mean of a column that starts
   at 0, its target.

   relation: has key, position and the column. key: columns, comma-separated.
   weight: of the newest value, between 0 and 0.29; up to 1 within 2,000 rows. #}
{% macro moving_mean(relation, key, value, weight) %}
    select {{ key }}, position, moving_mean
    from (
        select
            {{ key }},
            position,
            span_position,
            {{ weight }} * {{ decayed_sum(value, '(1e0 - ' ~ weight ~ ')', key) }} as moving_mean
        from (
            {{ in_two_spans(relation, "date_add(date'1970-01-01', cast(position as int))") }}
        ) as spans
    ) as means
    where span_position >= 0
{%- endmacro %}

{# Whether a condition holds at each of the last `of` points, the judged one among them.

   Where it cannot hold at the first points of a series, the count of these is not in `of`. #}
{% macro all_in_a_row(condition, of) -%}
    count(case when {{ condition }} then 1 end) over (
        partition by metric_id, epoch_number order by number
        rows between {{ of - 1 }} preceding and current row
    ) = {{ of }}
{%- endmacro %}

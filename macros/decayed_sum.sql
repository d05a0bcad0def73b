{# The sum of a column over a day and all days before it, each day's value multiplied by `kept` for
   every day that has passed since: an exponentially weighted sum in one pass over the days.

   Reads in_two_spans(): over a single span of many years weights would leave the range of a double.
   kept: what one day leaves of a value, as a double between 0.71 and 1. #}
{% macro decayed_sum(value, kept, partition_by) -%}
    (
        sum({{ value }} * pow({{ kept }}, 0 - span_position)) over (
            partition by {{ partition_by }}, span_number order by span_position
        ) * pow({{ kept }}, span_position)
    )
{%- endmacro %}

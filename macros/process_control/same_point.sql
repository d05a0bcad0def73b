{# Whether rows of two relations tell of the same point of a chart. #}
{% macro same_point(one, other) -%}
    {{ one }}.metric_id = {{ other }}.metric_id
    and {{ one }}.epoch_number = {{ other }}.epoch_number
    and {{ one }}.position = {{ other }}.position
{%- endmacro %}

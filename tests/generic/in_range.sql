{# The values lie between the limits, both inclusive; null passes. Why these limits: in the description.

   min_value, max_value: numbers or SQL expressions in the column's unit; leave one out for no limit. #}
{% test in_range(model, column_name, min_value=none, max_value=none) %}
    select *
    from {{ model }}
    where
        {{ column_name }} < {{ min_value if min_value is not none else 'null' }}
        or {{ column_name }} > {{ max_value if max_value is not none else 'null' }}
{% endtest %}

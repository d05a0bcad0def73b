{# Whether a sensor's values can be none of its measure: humidity is a share; air outdoors was never
   colder, and nothing living survives hotter, so that the sensor is broken. #}
{% macro is_beyond_nature(measure, lowest, highest) -%}
    (
        ({{ measure }} = 'humidity' and ({{ lowest }} < 0 or {{ highest }} > 100))
        or ({{ measure }} = 'temperature' and ({{ lowest }} < -90 or {{ highest }} > 100))
    )
{%- endmacro %}

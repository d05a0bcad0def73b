{# The temperature in °C at which the vapour of air would saturate it: saturation_hectopascals()
   solved for the temperature. Null for air without any vapour.

   celsius, humidity_percent: SQL for the air's temperature in °C and relative humidity, 0-100. #}
{% macro dew_point_celsius(celsius, humidity_percent) -%}
    {%- set vapour -%}
        (ln(nullif({{ humidity_percent }}, 0e0) / 100) + 17.62 * ({{ celsius }}) / (243.12 + ({{ celsius }})))
    {%- endset -%}
    (243.12 * {{ vapour }} / (17.62 - {{ vapour }}))
{%- endmacro %}

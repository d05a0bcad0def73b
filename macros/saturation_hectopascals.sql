{# Pressure of water vapour in saturated air over water, in hPa.

   celsius: SQL for a temperature in °C, -45 to 60.
   Source: WMO No. 8, Guide to Instruments (2018), annex 4.B, after Sonntag (1990), Zeitschrift für
   Meteorologie 70(5): Magnus' formula. #}
{% macro saturation_hectopascals(celsius) -%}
    (6.112 * exp(17.62 * ({{ celsius }}) / (243.12 + ({{ celsius }}))))
{%- endmacro %}

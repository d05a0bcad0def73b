{# What every table of meter readings is computed from, as meta of the `months` materialization.

   month_inputs, whole_inputs: names of what a table reads besides. #}
{% macro meter_reading_inputs(month_inputs=[], whole_inputs=[]) %}
    {{ return({
        'month_inputs': [
            'bronze_profile__meter_readings', 'bronze_green_button__readings',
            'bronze_home_assistant__statistics',
        ] + month_inputs,
        'whole_inputs': [
            'silver_household__meters', 'silver_household__homes', 'unit_conversions',
            'green_button_codes',
        ] + whole_inputs,
    }) }}
{% endmacro %}

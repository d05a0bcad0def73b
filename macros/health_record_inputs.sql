{# What every table of health records is computed from, as meta of the `months` materialization. #}
{% macro health_record_inputs() %}
    {{ return({
        'month_inputs': ['bronze_apple_health__records', 'bronze_trackers__records'],
        'whole_inputs': [
            'silver_household__people', 'silver_household__homes', 'unit_conversions',
            'health_record_types', 'sleep_states',
        ],
    }) }}
{% endmacro %}

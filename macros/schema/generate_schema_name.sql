{# The schema is the layer, whatever the target: lake folders, Hive databases and Unity schemas share the names. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}

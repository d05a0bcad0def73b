{# A column in `create table`: name, type, whether it is required, on Databricks with its comment.
   column: mapping with name, data_type and is_required. #}
{% macro column_definition(column) -%}
    {{ adapter.quote(column.name) }} {{ column.data_type }}
    {{- ' not null' if column.is_required }}
    {%- set known = model.columns.get(column.name, {}) if target.type == 'databricks' else {} -%}
    {%- if known.get('description') %}
    comment '{{ known.description | replace("\\", "\\\\") | replace("'", "\\'") }}'
    {%- endif -%}
{%- endmacro %}

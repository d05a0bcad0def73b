{# Names of the model's columns that its contract declares `not null`. #}
{% macro required_columns() -%}
    {%- set names = [] -%}
    {%- for column in model.columns.values() -%}
        {%- set kinds = column.constraints | map(attribute='type') | map('string') | list -%}
        {%- if 'not_null' in kinds or 'ConstraintType.not_null' in kinds -%}
            {%- do names.append(column.name) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(names) }}
{%- endmacro %}

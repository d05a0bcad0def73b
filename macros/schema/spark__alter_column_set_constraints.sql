{# Enforce a contract's required columns on Apache Spark after the table is filled, in one commit.
   Delta does not let a nullable column become `not null`, so a check takes its place. #}
{% macro spark__alter_column_set_constraints(relation, column_dict) -%}
    {%- set conditions = [] -%}
    {%- for column in column_dict.values() -%}
        {%- if column.constraints | selectattr('type', 'equalto', 'not_null') | list -%}
            {%- do conditions.append(column.name ~ ' is not null') -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if conditions -%}
        {%- call statement() -%}
            alter table {{ relation }} add constraint required_columns check ({{ conditions | join(' and ') }})
        {%- endcall -%}
    {%- endif -%}
{%- endmacro %}

{# A schema whose tables lie in the lake's folder of the same name, so that any engine finds them. #}
{% macro spark__create_schema(relation) -%}
    {%- call statement('create_schema') -%}
        create schema if not exists {{ relation.without_identifier() }}
        location '{{ lake_root() }}/{{ relation.schema }}'
    {%- endcall -%}
{%- endmacro %}

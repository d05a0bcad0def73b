{# New columns come by the Delta log: Sail has no `alter table add columns`. #}
{% macro lake__alter_relation_add_remove_columns(relation, add_columns=none, remove_columns=none) -%}
    {%- if remove_columns -%}
        {%- do exceptions.raise_compiler_error(
            relation ~ ' has columns that its model lacks: ' ~ remove_columns | map(attribute='name') | join(', ')
            ~ '. Columns are not dropped from a lake table. Keep them in the model (null is fine), or run'
            ~ ' the model with --full-refresh.'
        ) -%}
    {%- endif -%}
    {%- if add_columns -%}
        {%- do adapter.lake_add_columns(
            relation, adapter.lake_location(relation, config.get('location_root')), add_columns
        ) -%}
    {%- endif -%}
{%- endmacro %}


{% macro lake__create_columns(relation, columns) -%}
    {%- do lake__alter_relation_add_remove_columns(relation, columns) -%}
{%- endmacro %}


{% macro lake__alter_column_type(relation, column_name, new_column_type) -%}
    {%- do exceptions.raise_compiler_error(
        'The column ' ~ column_name ~ ' of ' ~ relation ~ ' has another type than ' ~ new_column_type
        ~ '. Cast it to the old type in the model, or run the model with --full-refresh.'
    ) -%}
{%- endmacro %}

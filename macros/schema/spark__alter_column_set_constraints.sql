{# Nothing on Apache Spark: spark__tblproperties_clause() states a contract's required columns as the
   table is made. Macros of this project go before those of dbt-databricks, which are handed to. #}
{% macro spark__alter_column_set_constraints(relation, column_dict) -%}
    {%- if target.type == 'databricks' -%}
        {{ return(databricks__alter_column_set_constraints(relation, column_dict)) }}
    {%- endif -%}
{%- endmacro %}

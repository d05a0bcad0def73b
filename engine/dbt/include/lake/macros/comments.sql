{# Sail keeps no comments: `persist_docs` changes nothing, and dbt's docs show the descriptions. #}
{% macro lake__persist_docs(relation, model, for_relation, for_columns) -%}
{%- endmacro %}


{% macro lake__comment_clause() -%}
{%- endmacro %}

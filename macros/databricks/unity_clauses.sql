{# What a table of this project's own materializations states for Unity Catalog when it is created:
   its comment, and the properties that keep its files readable to every engine. Else nothing. #}
{% macro unity_clauses() -%}
    {%- if target.type == 'databricks' -%}
        {{ comment_clause() }}
        {{ tblproperties_clause() if config.get('file_format') == 'delta' }}
    {%- endif -%}
{%- endmacro %}


{# Where the rows of a `months` table lie. By partition every engine can replace a month; clusters
   are for a lake that stays on Databricks: other engines can read such a table, but not write it. #}
{% macro months_layout() -%}
    {%- if target.type == 'databricks' and env_var('DATABRICKS_LIQUID_CLUSTERING', 'false') == 'true' -%}
        cluster by (event_month)
    {%- else -%}
        partitioned by (event_month)
    {%- endif -%}
{%- endmacro %}


{# What Unity Catalog is told of such a table once its rows are there: tags, comments, grants.
   is_new: whether this run created it. #}
{% macro tell_unity(relation, is_new) -%}
    {%- if target.type == 'databricks' -%}
        {%- if is_new -%}
            {%- do apply_tags(relation) -%}
        {%- else -%}
            {%- do persist_docs(relation, model) -%}
        {%- endif -%}
        {%- do apply_grants(relation, config.get('grants'), should_revoke=not is_new) -%}
    {%- endif -%}
{%- endmacro %}

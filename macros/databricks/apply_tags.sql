{# Tag a new table of Unity Catalog with whether it tells of a person, as its meta says: policies and
   masks are bound to the tag. In place of dbt-databricks' macro of this name, which tables and
   incremental models call, so that no model has to say the same twice.
   set_tags: mapping of further tags, or none. #}
{% macro apply_tags(relation, set_tags=none) -%}
    {%- set tags = {'personal_data': config.get('meta', {}).get('is_personal', false) | string | lower} -%}
    {%- do tags.update(set_tags or {}) -%}
    {%- do run_query(alter_set_tags(relation, tags)) -%}
{%- endmacro %}

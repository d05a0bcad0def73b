{# The lake's folder or s3:// prefix, without a slash at the end. #}
{% macro lake_root() -%}
    {{ (target.path if target.type == 'lake' else env_var('DAYBOOK_LAKE', 'lake')).rstrip('/') }}
{%- endmacro %}

{# The lake's folder or s3:// prefix, without a slash at the end. #}
{% macro lake_root() -%}
    {%- if target.type == 'lake' -%}
        {{ return(target.path.rstrip('/')) }}
    {%- endif -%}
    {%- set root = env_var('DAYBOOK_LAKE', '').rstrip('/') -%}
    {%- if execute and not (root.startswith('/') or '://' in root) -%}
        {{ exceptions.raise_compiler_error(
            "DAYBOOK_LAKE is '" ~ root ~ "'. On target " ~ target.name
            ~ " tables need a full location: set it to an absolute path or an s3:// prefix."
        ) }}
    {%- endif -%}
    {{ return(root) }}
{%- endmacro %}

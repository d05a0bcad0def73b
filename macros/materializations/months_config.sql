{# A setting of a `months` model, kept under meta, where dbt lets a project put its own. #}
{% macro months_config(key, default=none) %}
    {{ return(config.get('meta', {}).get(key, default)) }}
{% endmacro %}

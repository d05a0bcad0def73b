{# How far a recorder is preferred, 1 most; one that the seed does not list comes after the phone.

   Joins recorder_priorities under the alias `priorities`. #}
{% macro recorder_priority() -%}
    coalesce(priorities.priority, 5)
{%- endmacro %}

{# dbt-spark's builds a regular expression from the delimiter, and Sail wants a literal one. #}
{% macro lake__split_part(string_text, delimiter_text, part_number) -%}
    split_part({{ string_text }}, {{ delimiter_text }}, {{ part_number }})
{%- endmacro %}

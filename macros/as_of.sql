{# The moment at which all numbers are stated, as a UTC timestamp literal: the variable `as_of`, else
   DAYBOOK_AS_OF, else the start of the invocation. Nothing else in the project reads a clock. #}
{% macro as_of() -%}
    {%- set moment = var('as_of') or (env_var('DAYBOOK_AS_OF', '') if execute else '') -%}
    cast('{{ moment or run_started_at.strftime("%Y-%m-%dT%H:%M:%SZ") }}' as timestamp)
{%- endmacro %}

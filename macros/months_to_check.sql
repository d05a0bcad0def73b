{# A condition on the months that a check of a whole history looks at: all of them, or those that this
   invocation built, where DAYBOOK_CHECKS says `touched`. `daybook refresh` says so only while every
   table is exactly as it passed all checks the last time. Records without a month are always checked.

   reach: months on each side that a check across a month's end needs. #}
{% macro months_to_check(column='event_month', reach=0) -%}
    {%- if execute and env_var('DAYBOOK_CHECKS', 'all') == 'touched' -%}
        {%- set query -%}
            select distinct event_month from {{ built_months() }} where built_by = '{{ invocation_id }}'
        {%- endset -%}
        {%- set months = months_around(run_query(query).columns[0].values() | list, reach) -%}
        {{ column }} in ({{ quoted_list(months + ['none']) }})
    {%- else -%}
        {{ column }} is not null
    {%- endif -%}
{%- endmacro %}

{# Keep the months to be computed: in the compiled model every month (so it runs as it stands, and
   unit tests see all rows); the `months` materialization puts the touched months in its place.

   column: the partition column, event_month ('YYYY-MM', or 'none').
   reach: months to read on each side of a touched one (0 for the output, the reach for inputs). #}
{% macro month_filter(column='event_month', reach=0) -%}
    ({{ column }} is not null /* touched months, reach {{ reach }} */)
{%- endmacro %}


{# The model's SQL with its month filters bound to `months`. #}
{% macro bind_months(sql, months) %}
    {%- set bound = namespace(sql=sql) -%}
    {%- for reach in [0, 1] -%}
        {%- set literals = quoted_list(months_around(months, reach)) -%}
        {%- set pattern = '\\((\\S+) is not null /\\* touched months, reach ' ~ reach ~ ' \\*/\\)' -%}
        {%- set bound.sql = modules.re.sub(pattern, '(\\1 in (' ~ literals ~ '))', bound.sql) -%}
    {%- endfor -%}
    {{ return(bound.sql) }}
{% endmacro %}


{# Each month with its neighbours up to `reach` months away, sorted. 'none' has no neighbour. #}
{% macro months_around(months, reach) %}
    {%- set around = [] -%}
    {%- for month in months -%}
        {%- for offset in range(-reach, reach + 1) if month != 'none' or offset == 0 -%}
            {%- if month == 'none' -%}
                {%- do around.append(month) -%}
            {%- else -%}
                {%- set count = (month[:4] | int) * 12 + (month[5:] | int) - 1 + offset -%}
                {%- do around.append('%04d-%02d' % (count // 12, count % 12 + 1)) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(around | unique | sort) }}
{% endmacro %}


{# 'a', 'b' for SQL, in the order given. #}
{% macro quoted_list(values) -%}
    '{{ values | join("', '") }}'
{%- endmacro %}

{# The properties of a new table on Apache Spark. Delta lets no query make a column `not null`, so the
   columns that a contract requires are a check, stated as the table is created: a row that breaks it
   stops the build before anything is written, in one commit and without a second look at the rows. #}
{% macro spark__tblproperties_clause() -%}
    {%- if target.type == 'databricks' -%}
        {{ return(databricks__tblproperties_clause(*varargs)) }}
    {%- endif -%}
    {%- set properties = dict(config.get('tblproperties') or {}) -%}
    {%- set required = required_columns() if target.type == 'spark' and config.get('contract').enforced else [] -%}
    {%- if required -%}
        {%- do properties.update({'delta.constraints.required_columns': required | join(' is not null and ') ~ ' is not null'}) -%}
    {%- endif -%}
    {%- if properties %}
    tblproperties (
        {%- for name, value in properties.items() %}
        '{{ name }}' = '{{ value }}'{{ ',' if not loop.last }}
        {%- endfor %}
    )
    {%- endif -%}
{%- endmacro %}

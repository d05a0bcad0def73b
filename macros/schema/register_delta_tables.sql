{# Make every folder of a schema with a Delta log known to Apache Spark. `lake.json` is asked for so
   that one file is found: Spark takes a pattern that meets none for an error.
   known: names of the tables that it knows. #}
{% macro register_delta_tables(schema, known) %}
    {%- set query -%}
        select distinct regexp_extract(_metadata.file_path, '/([^/]+)/_delta_log/', 1) as table_name
        from text.`{{ lake_root() }}/{lake.json,{{ schema }}/*/_delta_log/*.json}`
        where _metadata.file_path not like '%/lake.json'
    {%- endset -%}
    {%- for name in run_query(query).columns[0].values() if name not in known -%}
        {%- do run_query(
            "create table if not exists " ~ schema ~ '.' ~ name
            ~ " using delta location '" ~ lake_root() ~ '/' ~ schema ~ '/' ~ name ~ "'"
        ) -%}
    {%- endfor -%}
{% endmacro %}

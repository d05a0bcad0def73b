{# Make the declared tables of a schema known to Apache Spark: bronze files say their columns nowhere
   that it reads, the models do. It keeps the list of files of a table: those since must be seen.
   known: names of the tables that it knows. #}
{% macro register_declared_tables(schema, known) %}
    {%- set declared = graph.nodes.values() | selectattr('config.materialized', 'equalto', 'declared') -%}
    {%- for node in declared if node.schema == schema -%}
        {%- if node.alias not in known -%}
            {%- do run_query(create_declared_table(relation_of(node.name), node)) -%}
        {%- elif node.config.file_format == 'parquet' -%}
            {%- do run_query('refresh table ' ~ schema ~ '.' ~ node.alias) -%}
        {%- endif -%}
    {%- endfor -%}
{% endmacro %}

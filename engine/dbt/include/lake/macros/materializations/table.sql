{% materialization table, adapter='lake', supported_languages=['sql'] %}
    {%- set target_relation = this.incorporate(type='table') -%}

    {{ run_hooks(pre_hooks) }}

    {%- call statement('main') -%}
        {{ lake_rebuild_sql(target_relation, compiled_code) }}
    {%- endcall -%}

    {{ run_hooks(post_hooks) }}

    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

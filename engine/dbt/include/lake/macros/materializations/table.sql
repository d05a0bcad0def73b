{# A table that would be computed from the same as the last time is left alone. #}
{% materialization table, adapter='lake', supported_languages=['sql'] %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- set inputs = adapter.lake_inputs(model, compiled_code, target_relation) -%}

    {%- if lake_is_up_to_date(inputs) -%}
        {%- call noop_statement('main', 'SAME INPUTS') -%} {{ compiled_code }} {%- endcall -%}
    {%- else -%}
        {{ run_hooks(pre_hooks) }}

        {%- call statement('main') -%}
            {{ lake_rebuild_sql(target_relation, compiled_code) }}
        {%- endcall -%}
        {%- do adapter.lake_remember(inputs) -%}

        {{ run_hooks(post_hooks) }}
    {%- endif %}

    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}


{# Whether the present model or seed has its table, and that was built from the same. #}
{% macro lake_is_up_to_date(inputs) -%}
    {{ return(
        not should_full_refresh()
        and load_cached_relation(this) is not none
        and adapter.lake_holds(inputs)
    ) }}
{%- endmacro %}

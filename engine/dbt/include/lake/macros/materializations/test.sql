{# dbt's own test; what passed on the same rows is not asked again. #}
{% materialization test, adapter='lake' %}
    {%- set inputs = none if should_store_failures() else adapter.lake_inputs(model, sql) -%}
    {%- set passed = none if should_full_refresh() else adapter.lake_passed_already(inputs) -%}

    {%- if passed is not none -%}
        {%- call noop_statement('main', 'SAME INPUTS', res=passed) -%} {{ sql }} {%- endcall -%}
        {{ return({'relations': []}) }}
    {%- endif -%}

    {%- set tested = dbt.materialization_test_default() -%}
    {%- do adapter.lake_remember_passed(inputs, load_result('main').table) -%}
    {{ return(tested) }}
{% endmaterialization %}

{# dbt's own seed; the table of a file that has not changed is left alone. #}
{% materialization seed, adapter='lake' %}
    {%- set inputs = adapter.lake_inputs(model, '', this) -%}

    {%- if lake_is_up_to_date(inputs) -%}
        {#- dbt shows its rows where it is asked to. -#}
        {%- do store_result('agate_table', response='OK', agate_table=load_agate_table()) -%}
        {%- call noop_statement('main', 'SAME INPUTS') -%}{%- endcall -%}
        {{ return({'relations': [this.incorporate(type='table')]}) }}
    {%- endif -%}

    {%- set built = dbt.materialization_seed_default() -%}
    {%- do adapter.lake_remember(inputs) -%}
    {{ return(built) }}
{% endmaterialization %}

{% materialization clone, adapter='lake' %}
    {%- do exceptions.raise_compiler_error(
        model.name ~ ' cannot be cloned: Sail has no `shallow clone`.'
        ~ ' Copy the folder of the table, or of the whole lake, while no run writes.'
    ) -%}
{% endmaterialization %}

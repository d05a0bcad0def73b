{% materialization view, adapter='lake' %}
    {%- do exceptions.raise_compiler_error(
        'The model ' ~ model.name ~ ' is a view, and in a lake a view lives only as long as the process that made it.'
        ~ ' Configure `materialized: table`, or `ephemeral` to have it written into the models that use it.'
    ) -%}
{% endmaterialization %}

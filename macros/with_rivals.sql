{# Records with what the others of their key, their rivals, make of them: `_is_winner` of the one that
   counts, `_has_rivals`. It wins by the latest state that the source itself states, then the
   content id, then the later record of the file. Never by arrival: the order of files does not matter.

   relation: a CTE with source_version, _content_id and _record_number. sorted_by: those columns of the
   key that have most values, the first never null. within: the others. Neighbours are compared: as a
   partition of its own each key would cost far more than its records. #}
{% macro with_rivals(relation, sorted_by, within) %}
    select
        *,
        not ({{ is_of_same_key('lag', sorted_by) }}) as _is_winner,
        {{ is_of_same_key('lag', sorted_by) }}
        or {{ is_of_same_key('lead', sorted_by) }} as _has_rivals
    from {{ relation }}
    window
        stated as (
            partition by {{ within | join(', ') }}
            order by
                {{ sorted_by | join(', ') }},
                source_version desc, _content_id desc, _record_number desc
        )
{% endmacro %}


{# neighbour: `lag` or `lead`. #}
{% macro is_of_same_key(neighbour, sorted_by) -%}
    {%- for column in sorted_by -%}
        {{ column }} <=> {{ neighbour }}({{ column }}) over stated{{ ' and ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}

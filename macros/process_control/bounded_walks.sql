{# A query: for each key and position the heights of walks that start at 0, add a step at each row
   and stay between 0 and `highest`: CUSUMs in their tabular form, which recover soon after a fault.

   Each row is the map x -> least(high, greatest(low, x + shift)). Two such maps in a row are one
   such map again, so after n rounds a row holds the map of the 2^n rows up to it: no recursion, no
   join, and windows of one order. 128 rows suffice, since a walk that met both bounds forgot where
   it came from.

   relation: has key, position and the steps. key: columns, comma-separated.
   walks: name of each height to the expression of its step. highest: a positive constant. #}
{% macro bounded_walks(relation, key, walks, highest) %}
    {%- set ordered = 'over (partition by ' ~ key ~ ' order by position)' -%}
    select {{ key }}, position, {{ walks | map('string') | join(', ') }}
    from (
        {%- for round in range(7) | reverse %}
        select
            {{ key }},
            position
            {%- for walk in walks %},
            lag({{ walk }}_shift, {{ 2 ** round }}, 0e0) {{ ordered }} + {{ walk }}_shift
                as {{ walk }}_shift
                {%- for bound in [walk, walk ~ '_high'] %},
            least({{ walk }}_high, greatest({{ walk }},
                lag({{ bound }}, {{ 2 ** round }}, 0e0) {{ ordered }} + {{ walk }}_shift
            )) as {{ bound }}
                {%- endfor %}
            {%- endfor %}
        from (
        {%- endfor %}
            select {{ key }}, position
                {%- for walk, step in walks.items() %},
                {{ step }} as {{ walk }}_shift,
                0e0 as {{ walk }},
                {{ highest }} as {{ walk }}_high
                {%- endfor %}
            from {{ relation }}
        {{ ') as walked' * 8 }}
{%- endmacro %}

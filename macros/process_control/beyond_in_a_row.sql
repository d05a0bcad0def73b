{# Whether a point completes a run: it lies beyond a line, and so do at least `needed` of the last
   `of` points on the same side. Reads columns `above` and `below` (distance from the centre to each
   side in sigmas, null on a side that does not count) and `number` (of the points that are judged).

   line: in sigmas, exclusive. #}
{% macro beyond_in_a_row(line, needed, of) -%}
    number >= {{ of }} and (
        {%- for side in ['above', 'below'] %}
        {{ 'or ' if not loop.first }}(
            {{ side }} > {{ line }}
            and count(case when {{ side }} > {{ line }} then 1 end) over (
                partition by metric_id, epoch_number order by number
                rows between {{ of - 1 }} preceding and current row
            ) >= {{ needed }}
        )
        {%- endfor %}
    )
{%- endmacro %}

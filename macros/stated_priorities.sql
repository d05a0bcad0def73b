{# What the household says of its recorders, as one row with the array `rules`, to be cross joined. #}
{% macro stated_priorities() -%}
    (
        select
            array_sort(
                collect_list(
                    struct(
                        rule_number, person_id, metric, recorder, priority, valid_from_date,
                        valid_to_date
                    )
                )
            ) as rules
        from {{ ref('silver_household__source_priorities') }}
    )
{%- endmacro %}

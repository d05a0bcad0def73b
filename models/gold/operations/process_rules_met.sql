-- One row per value and rule that it completes, with what it does in words. A rule is known by its
-- set and its number there.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}
{%- set runs = {
    'western_electric_1': 'lies beyond 3 sigma',
    'western_electric_2': 'is the second of 3 beyond 2 sigma on one side',
    'western_electric_3': 'is the fourth of 5 beyond 1 sigma on one side',
    'western_electric_4': 'is the eighth in a row on one side',
    'nelson_1': 'lies beyond 3 sigma',
    'nelson_2': 'is the ninth in a row on one side',
    'nelson_3': 'is the sixth in a row that rises, or falls',
    'nelson_4': 'is the fourteenth in a row that goes up and down in turn',
    'nelson_5': 'is the second of 3 beyond 2 sigma on one side',
    'nelson_6': 'is the fourth of 5 beyond 1 sigma on one side',
    'nelson_7': 'is the fifteenth in a row within 1 sigma: less varied than it was',
    'nelson_8': 'is the eighth in a row beyond 1 sigma, on both sides',
} %}
with process_rules_met as (
    select
        metric_id,
        observed_at,
        value,
        centre,
        lower_limit,
        upper_limit,
        count_baseline,
        severity,
        explode(filter(array(
            struct(
                'shewhart' as rule_set, 1 as rule_number,
                greatest(coalesce(above, -1e0), coalesce(below, -1e0))
                > {{ chart_constant('limit_sigmas') }} as is_met,
                abs(z) > {{ chart_constant('page_sigmas') }} as is_page,
                concat(
                    'is ', {{ number_in_words('abs(z)') }}, ' sigma ',
                    case when z > 0 then 'above' else 'below' end
                ) as words
            ),
            struct(
                'shewhart' as rule_set, 2 as rule_number, shewhart_2 as is_met, true as is_page,
                'is the fifth in a row that is exactly the same, as of a frozen sensor' as words
            ),
            {%- for walk, number, side, word in [
                ('cusum_high', 1, 'above', 'higher'), ('cusum_low', 2, 'below', 'lower'),
            ] %}
            struct(
                'cusum' as rule_set, {{ number }} as rule_number,
                {{ side }} is not null and {{ walk }} > {{ chart_constant('cusum_log') }} as is_met,
                {{ walk }} > {{ chart_constant('cusum_page') }} as is_page,
                'ends a time in which values were {{ word }} than usual' as words
            ),
            {%- endfor %}
            struct(
                'ewma' as rule_set, 1 as rule_number,
                abs(ewma) > ewma_limit
                and case when ewma > 0 then above is not null else below is not null end as is_met,
                false as is_page,
                concat(
                    'brings the mean of the last values ', {{ number_in_words('abs(ewma)') }},
                    ' sigma ', case when ewma > 0 then 'above' else 'below' end
                ) as words
            )
            {%- for name, words in runs.items() %},
            struct(
                '{{ name[:-2] }}' as rule_set, {{ name[-1] }} as rule_number,
                {{ name }} as is_met, false as is_page, '{{ words }}' as words
            )
            {%- endfor %}
        ), rule -> rule.is_met and instr(rule_sets, rule.rule_set) > 0)) as rule
    from {{ ref('process_runs') }}
)

select * from process_rules_met

-- One row per metric, instant and rule: a value that completes what the rule looks for, in words.
with rules_met as (
    select * from {{ ref('process_rules_met') }}
),

process_signals as (
    select
        metric_id,
        observed_at,
        rule.rule_set,
        rule.rule_number,
        case when severity = 'page' and rule.is_page then 'page' else 'log' end as severity,
        concat(
            {{ number_in_words('value') }}, ' ', rule.words, ': ',
            {{ number_in_words('centre') }}, ' is usual, between ',
            {{ number_in_words('lower_limit') }}, ' and ', {{ number_in_words('upper_limit') }},
            case
                when count_baseline > 0 then concat(', after ', count_baseline, ' values')
                else ', as declared'
            end
        ) as explanation
    from rules_met
)

select * from process_signals

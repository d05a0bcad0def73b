-- One row per thing that looks wrong though every file could be read, with what to change.
with silver_operations__findings as (
    {%- for domain, relation in [
        ('home', ref('silver_home__findings')),
        ('finance', ref('silver_finance__findings')),
        ('finance', ref('silver_finance__balance_findings')),
    ] %}
    select
        '{{ domain }}' as domain,
        finding,
        subject,
        message
    from {{ relation }}
    union all
    {%- endfor %}
    select
        'operations' as domain,
        'expectation_not_met' as finding,
        concat_ws(' ', subject, column_name) as subject,
        concat(coalesce(observed, concat(count_unexpected, ' rows')), ': ', reason) as message
    from {{ ref('silver_operations__expectation_results') }}
    where not is_met
)

select * from silver_operations__findings

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
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select * from silver_operations__findings

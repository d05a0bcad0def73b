-- One row per booking that a rule of the household fits: the category of the first one.
{{ config(materialized='ephemeral') }}

with fitting as (
    select
        bookings.transaction_id,
        min(struct(rules.rule_number, rules.category)) as first_rule
    from {{ ref('silver_finance__bookings') }} as bookings
    inner join {{ ref('silver_household__category_rules') }} as rules
        on {{ holds_on('rules', 'bookings.booked_date') }}
        and (rules.pattern is null or instr(bookings.booking_text, rules.pattern) > 0)
        and (rules.account_id is null or bookings.account_id = rules.account_id)
        and (rules.bank_category is null or bookings.bank_category = rules.bank_category)
    group by bookings.transaction_id
),

silver_finance__categories as (
    select
        transaction_id,
        first_rule.category as category
    from fitting
)

select * from silver_finance__categories

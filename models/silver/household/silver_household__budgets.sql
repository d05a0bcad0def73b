-- One row per budget of the household, for one category or, as `*`, for all spending.
{{ config(materialized='ephemeral') }}

with silver_household__budgets as (
    select
        cast(budgets._record_number as bigint) as budget_number,
        budgets.category,
        coalesce(budgets.currency_code, household.currency_code) as currency_code,

        try_cast(budgets.amount as decimal(18, 2)) as budget_amount,

        {{ valid_from_date('budgets.valid_from') }} as valid_from_date,
        coalesce(date_add(try_cast(budgets.valid_to as date), 1), cast('9999-12-31' as date))
            as valid_to_date,

        budgets._content_id,
        budgets._record_number
    from ({{ current_records('bronze_household__budgets') }}) as budgets
    cross join {{ ref('silver_household__settings') }} as household
)

select * from silver_household__budgets

-- One row per rule that names the category of transactions; the first that fits counts.
with rules as (
    {{ current_records('bronze_household__category_rules') }}
),

silver_household__category_rules as (
    select
        cast(_record_number as bigint) as rule_number,
        category,
        coalesce(kind, 'expense') = 'income' as is_income,

        -- As bookings write their text: small letters, single blanks.
        nullif(lower(regexp_replace(trim(pattern), '\\s+', ' ')), '') as pattern,
        account_id,
        bank_category,
        {{ valid_from_date('valid_from') }} as valid_from_date,
        coalesce(date_add(try_cast(valid_to as date), 1), cast('9999-12-31' as date))
            as valid_to_date,

        _content_id,
        _record_number
    from rules
)

select * from silver_household__category_rules

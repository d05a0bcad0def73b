-- One row per account and period of validity, with its opening balance where the household states
-- one.
with accounts as (
    {{ current_records('bronze_household__accounts') }}
),

silver_household__accounts as (
    select
        accounts.account_id,
        {{ bank_number_key('accounts.bank_id') }} as bank_number_key,
        accounts.owner_person_id,

        coalesce(accounts.name, accounts.account_id) as account_name,
        accounts.kind as account_kind,
        coalesce(accounts.currency_code, household.currency_code) as currency_code,
        try_cast(accounts.opening_balance_date as date) as opening_balance_date,
        try_cast(accounts.opening_balance_amount as decimal(18, 2)) as opening_balance_amount,

        {{ valid_from_date('accounts.valid_from') }} as valid_from_date,
        {{ valid_to_date('accounts.valid_from', 'accounts.account_id') }} as valid_to_date,

        accounts._content_id,
        accounts._record_number
    from accounts
    cross join {{ ref('silver_household__settings') }} as household
)

select * from silver_household__accounts

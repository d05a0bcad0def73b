-- One row per account and period of validity, with its opening balance where the household states
-- one.
with accounts as (
    select
        *,
        {{ valid_from_date('valid_from') }} as valid_from_date
    from ({{ current_records('bronze_household__accounts') }}) as records
),

silver_household__accounts as (
    select
        accounts.account_id,
        {{ bank_number_key('accounts.bank_id') }} as bank_number_key,
        accounts.owner_person_id,

        coalesce(accounts.name, accounts.account_id) as account_name,
        accounts.kind as account_kind,
        -- An account without a currency has that of the home in which it was opened.
        coalesce(accounts.currency_code, homes.currency_code) as currency_code,
        try_cast(accounts.opening_balance_date as date) as opening_balance_date,
        try_cast(accounts.opening_balance_amount as decimal(18, 2)) as opening_balance_amount,

        accounts.valid_from_date,
        {{ until_next('accounts.valid_from_date', 'accounts.account_id') }} as valid_to_date,

        accounts._content_id,
        accounts._record_number
    from accounts
    inner join {{ ref('silver_household__homes') }} as homes
        on {{ holds_on('homes', 'accounts.valid_from_date') }}
)

select * from silver_household__accounts

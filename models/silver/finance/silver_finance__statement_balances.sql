-- One row per account and day for which the bank itself states a balance at the day's end.
with ofx_balances as (
    {{ current_records('bronze_ofx__balances') }}
),

stated as (
    select
        coalesce(
            accounts.account_id, {{ unlisted_account_id('balances.account_number') }}
        ) as account_id,
        try_cast(balances.balance_date as date) as balance_date,
        try_cast(balances.amount as decimal(18, 2)) as balance_amount,
        coalesce(nullif(upper(trim(balances.currency)), ''), accounts.currency_code)
            as currency_code,
        struct(
            balances.source_version,
            balances._content_id,
            balances._record_number as position_in_file
        ) as version
    from ofx_balances as balances
    left join {{ ref('silver_household__accounts') }} as accounts
        on (
            {{ bank_number_key('balances.account_number') }} = accounts.bank_number_key
            or {{ bank_number_key("concat(coalesce(balances.bank_id, ''), balances.account_number)") }}
            = accounts.bank_number_key
        )
        and try_cast(balances.balance_date as date) >= accounts.valid_from_date
        and try_cast(balances.balance_date as date) < accounts.valid_to_date
    where balances.balance_kind = 'ledger'

    union all

    select
        account_id,
        booked_date as balance_date,
        balance_after_amount as balance_amount,
        currency_code,
        struct(source_version, _content_id, position_in_file) as version
    from {{ ref('silver_finance__bookings') }}
    where balance_after_amount is not null
),

silver_finance__statement_balances as (
    select
        account_id,
        balance_date,

        max_by(balance_amount, version) as balance_amount,
        max_by(currency_code, version) as currency_code,

        max_by(version._content_id, version) as _content_id
    from stated
    where balance_date is not null and balance_amount is not null and currency_code is not null
    group by account_id, balance_date
)

select * from silver_finance__statement_balances

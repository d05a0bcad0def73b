-- One row per account and day for which the bank itself states a balance at the day's end.
with filed as (
    {%- for table_name, kind in [
        ('bronze_ofx__balances', 'ledger'), ('bronze_bank_statements__balances', 'closing')
    ] %}
    select
        account_number,
        {{ statement_bank_and_number() }} as bank_and_number,
        try_cast(balance_date as date) as stated_date,
        amount,
        currency,
        source_version,
        _content_id,
        _record_number
    from ({{ current_records(table_name) }}) as records
    where balance_kind = '{{ kind }}'
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

stated as (
    select
        coalesce(
            accounts.account_id, {{ unlisted_account_id('balances.account_number') }}
        ) as account_id,
        balances.stated_date as balance_date,
        try_cast(balances.amount as decimal(18, 2)) as balance_amount,
        coalesce(nullif(upper(trim(balances.currency)), ''), accounts.currency_code)
            as currency_code,
        balances.source_version,
        balances._content_id,
        balances._record_number,
        balances._record_number as position_in_file
    from filed as balances
    left join {{ ref('silver_household__accounts') }} as accounts
        on {{ names_account(
            'balances.account_number', 'balances.bank_and_number', 'balances.stated_date'
        ) }}

    union all

    select
        account_id,
        booked_date as balance_date,
        balance_after_amount as balance_amount,
        currency_code,
        source_version,
        _content_id,
        _record_number,
        position_in_file
    from {{ ref('silver_finance__bookings') }}
    where balance_after_amount is not null
),

-- The latest word on a day: of the statement that reaches furthest, its last balance of that day.
ranked as (
    select
        *,
        row_number() over (
            partition by account_id, balance_date
            order by source_version desc, _content_id desc, position_in_file desc
        ) as statement_rank
    from stated
    where balance_date is not null and balance_amount is not null and currency_code is not null
),

silver_finance__statement_balances as (
    select
        account_id,
        balance_date,

        balance_amount,
        currency_code,

        _content_id,
        _record_number
    from ranked
    where statement_rank = 1
)

select * from silver_finance__statement_balances

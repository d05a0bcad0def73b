-- One row per account, currency and day of which a statement states what securities are worth.
-- A statement's prices hold until the account's next statement.
with filed as (
    select
        records.*,
        {{ statement_bank_and_number() }} as bank_and_number,
        try_cast(records.market_value as decimal(18, 2)) as market_value_amount,
        -- Prices of one statement may be of several days; it speaks of the last of them.
        max(try_cast(records.position_date as date)) over (
            partition by
                records._content_id, records._member, records.bank_id, records.account_number
        ) as stated_date
    from ({{ current_records('bronze_ofx__positions') }}) as records
),

placed as (
    select
        coalesce(
            accounts.account_id, {{ unlisted_account_id('filed.account_number') }}
        ) as account_id,
        filed.stated_date as holding_date,
        coalesce(nullif(upper(trim(filed.currency)), ''), accounts.currency_code)
            as currency_code,
        filed.market_value_amount,
        filed.source_version,
        filed._content_id,
        filed._record_number,
        filed._member
    from filed
    left join {{ ref('silver_household__accounts') }} as accounts
        on {{ names_account('filed.account_number', 'filed.bank_and_number', 'filed.stated_date') }}
    where filed.stated_date is not null and filed.market_value_amount is not null
),

-- Two statements of one day: the one that reaches furthest counts, whole.
ranked as (
    select
        *,
        dense_rank() over (
            partition by account_id, holding_date
            order by source_version desc, _content_id desc, _member desc
        ) as statement_rank
    from placed
    where currency_code is not null
),

silver_finance__security_holdings as (
    select
        account_id,
        holding_date,
        currency_code,

        sum(market_value_amount) as market_value_amount,
        count(*) as count_positions,

        min(_content_id) as _content_id,
        min(_record_number) as _record_number
    from ranked
    where statement_rank = 1
    group by account_id, holding_date, currency_code
)

select * from silver_finance__security_holdings

-- One row per transaction before the as-of date in its account's currency: which series of payments
-- it belongs to, and when a transfer between own accounts had come in.
with transactions as (
    select transactions.*
    from {{ ref('silver_finance__transactions') }} as transactions
    inner join {{ ref('silver_finance__account_currencies') }} as currencies
        on transactions.account_id = currencies.account_id
        and transactions.currency_code = currencies.currency_code
    where transactions.booked_date < {{ as_of_date() }}
),

-- Both sides in one currency: the sum of all accounts is what it was when the second one is booked.
transfers as (
    select transfer_id, max(booked_date) as settled_date
    from transactions
    where transfer_id is not null
    group by transfer_id
    having count(*) > 1 and min(currency_code) = max(currency_code)
),

flows as (
    select
        transactions.transaction_id,
        transactions.currency_code,
        concat_ws(
            '|',
            transactions.currency_code,
            transactions.account_id,
            coalesce(
                nullif({{ payee_key('transactions.counterparty') }}, ''),
                {{ payee_key('transactions.description') }},
                ''
            ),
            case when transactions.amount < 0 then 'out' else 'in' end
        ) as series_id,
        transactions.booked_date,
        transfers.settled_date,
        transactions.amount,
        transactions._content_id,
        transactions._record_number
    from transactions
    left join transfers on transactions.transfer_id = transfers.transfer_id
),

silver_finance__forecast_flows as (
    select
        transaction_id,
        currency_code,
        series_id,

        booked_date,
        settled_date,
        amount,
        -- What this payee got before came back: known without looking ahead.
        count(settled_date) over earlier >= 2
        and count(settled_date) over earlier >= 0.8 * count(*) over earlier as is_mostly_transfer,

        _content_id,
        _record_number
    from flows
    window earlier as (
        partition by series_id order by unix_date(booked_date)
        range between unbounded preceding and 5 preceding
    )
)

select * from silver_finance__forecast_flows

-- One row per account: the one currency in which its balance is stated.
-- The household's word, else the currency that most of its bookings and statements have. Bookings
-- in another one count in cash flow, in their own currency; a sum over currencies would be no
-- balance.
{{ config(materialized='ephemeral') }}

with listed as (
    select account_id, min(currency_code) as currency_code
    from {{ ref('silver_household__accounts') }}
    group by account_id
),

counted as (
    select account_id, currency_code, count(*) as count_rows
    from (
        select account_id, currency_code from {{ ref('silver_finance__transactions') }}
        union all
        select account_id, currency_code from {{ ref('silver_finance__statement_balances') }}
    ) as stated
    group by account_id, currency_code
),

usual as (
    select
        account_id,
        currency_code,
        row_number()
            over (partition by account_id order by count_rows desc, currency_code asc)
            as usage_rank
    from counted
),

silver_finance__account_currencies as (
    select
        coalesce(listed.account_id, usual.account_id) as account_id,
        coalesce(listed.currency_code, usual.currency_code) as currency_code
    from usual
    full outer join listed on usual.account_id = listed.account_id
    where coalesce(usual.usage_rank, 1) = 1
)

select * from silver_finance__account_currencies

-- One row per thing in the money that looks wrong, with what to change.
{{ config(materialized='ephemeral') }}

with corrections as (
    select
        'correction_not_applied' as finding,
        concat('corrections/transactions.csv, correction ', correction_number) as subject,
        concat(
            'The correction (', kind, ' of ', substr(transaction_id, 1, 12), ') is not applied: ',
            case fault
                when 'transaction_missing' then 'no transaction has this id any more'
                when 'transaction_void' then 'a transaction of it is void'
                when 'other_transaction_missing' then 'no transaction has the other id'
                when 'amounts_do_not_cancel'
                    then 'the two are not opposite amounts of two accounts'
                else 'its parts are not within the transaction'
            end,
            '. Find it with `daybook correct --find TEXT`, then correct or remove the row.'
        ) as message
    from {{ ref('silver_finance__corrections') }}
    where fault is not null
),

steps as (
    select
        _source,
        account_id,
        count(case when is_agreeing then 1 end) as count_agreeing,
        count(case when is_contradicting then 1 end) as count_contradicting
    from {{ ref('silver_finance__balance_steps') }}
    group by _source, account_id
),

reversed as (
    select
        'signs_look_reversed' as finding,
        concat('source ', _source) as subject,
        concat(
            'The running balances of account ', account_id, ' move against its amounts, ',
            count_contradicting, ' times. Turn `negate` around at `amount` in the profile.'
        ) as message
    from steps
    where count_contradicting >= 2 and count_contradicting > 2 * count_agreeing
),

one_sided as (
    select
        'no_expenses' as finding,
        concat('source ', bookings._source) as subject,
        concat(
            'None of the ', count(*), ' bookings of account ', bookings.account_id,
            ' is an expense. Say at `amount` in the profile which amounts are negative: `negate`, ',
            '`negative_where` or `credit` and `debit`.'
        ) as message
    from {{ ref('silver_finance__bookings') }} as bookings
    left join {{ ref('silver_household__accounts') }} as accounts
        on bookings.account_id = accounts.account_id
        and {{ holds_on('accounts', 'bookings.booked_date') }}
    where coalesce(accounts.account_kind, 'checking') in ('checking', 'credit_card')
    group by bookings._source, bookings.account_id
    having count(*) >= 10 and min(bookings.amount) > 0
),

own_numbers as (
    select
        'account_pays_itself' as finding,
        concat('source ', bookings._source) as subject,
        concat(
            count(*), ' bookings of account ', bookings.account_id,
            ' name its own number as the other side. If its files belong to another account, ',
            'exchange `account` under sources, or `bank_id` under accounts, in household.yml.'
        ) as message
    from {{ ref('silver_finance__bookings') }} as bookings
    inner join {{ ref('silver_household__accounts') }} as accounts
        on bookings.account_id = accounts.account_id
        and {{ holds_on('accounts', 'bookings.booked_date') }}
        and length(accounts.bank_number_key) >= 8
        and instr({{ bank_number_key('bookings.booking_text') }}, accounts.bank_number_key) > 0
    group by bookings._source, bookings.account_id
),

silver_finance__findings as (
    select * from corrections
    union all
    select * from reversed
    union all
    select * from one_sided
    union all
    select * from own_numbers
)

select * from silver_finance__findings

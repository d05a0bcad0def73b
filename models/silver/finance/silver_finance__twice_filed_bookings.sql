-- One row per booking that another kind of file of its account tells too, in other words or a few
-- days later, and that therefore does not count.
with filed as (
    select
        *,
        -- Files of one source, with the bank's ids or without, are of one kind.
        concat_ws(
            '|',
            cast(min(case when bank_transaction_id is null then 1 else 0 end) over (
                partition by _content_id, _member
            ) as string),
            _source
        ) as file_kind
    from {{ ref('silver_finance__bookings') }}
),

spans as (
    select
        *,
        min(booked_date) over (partition by account_id, file_kind) as kind_first_date,
        max(booked_date) over (partition by account_id, file_kind) as kind_last_date,
        datediff(booked_date, lag(booked_date) over (
            partition by account_id, currency_code, amount order by booked_date, transaction_id
        )) > 3 as is_later
    from filed
),

-- Equal amounts with no more than three days between one and the next.
grouped as (
    select
        *,
        sum(case when is_later then 1 else 0 end) over (
            partition by account_id, currency_code, amount order by booked_date, transaction_id
        ) as amount_group
    from spans
),

counted as (
    select
        account_id,
        currency_code,
        amount,
        amount_group,
        file_kind,
        count(*) as count_bookings,
        min(kind_first_date) as first_date,
        max(kind_last_date) as last_date,
        collect_set(booking_text) as texts
    from grouped
    group by account_id, currency_code, amount, amount_group, file_kind
),

-- The kind that tells of most counts: two real equal bookings stay two. Of equals, one with ids.
ranked as (
    select
        *,
        count(*) over (
            partition by account_id, currency_code, amount, amount_group
        ) as count_kinds,
        row_number() over (
            partition by account_id, currency_code, amount, amount_group
            order by count_bookings desc, file_kind asc
        ) as kind_rank
    from counted
),

-- A file that does not reach a day tells nothing of it; and the same words on another day are
-- another booking.
silver_finance__twice_filed_bookings as (
    select
        grouped.transaction_id,
        grouped.account_id,
        grouped._content_id,
        grouped._record_number
    from grouped
    inner join ranked as kept
        on grouped.account_id = kept.account_id
        and grouped.currency_code = kept.currency_code
        and grouped.amount = kept.amount
        and grouped.amount_group = kept.amount_group
    where
        kept.kind_rank = 1
        and kept.count_kinds > 1
        and grouped.file_kind <> kept.file_kind
        and grouped.booked_date between kept.first_date and kept.last_date
        and not array_contains(kept.texts, grouped.booking_text)
)

select * from silver_finance__twice_filed_bookings

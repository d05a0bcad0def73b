-- One row per correction that counts, and why it cannot be applied (null = it is).
with silver_finance__corrections as (
    select
        corrections.correction_number,
        corrections.kind,
        corrections.transaction_id,
        corrections.other_transaction_id,

        corrections.category,
        corrections.part_amount,
        corrections.note,

        case
            when bookings.transaction_id is null then 'transaction_missing'
            when corrections.kind <> 'void' and corrections.is_void then 'transaction_void'
            when
                corrections.kind in ('transfer_pair', 'not_a_transfer')
                and others.transaction_id is null
                then 'other_transaction_missing'
            when
                corrections.kind = 'transfer_pair'
                and (
                    bookings.account_id = others.account_id
                    or sign(bookings.amount) = sign(others.amount)
                    or (
                        bookings.currency_code = others.currency_code
                        and bookings.amount + others.amount <> 0
                    )
                )
                then 'amounts_do_not_cancel'
            when
                corrections.kind = 'split'
                and (
                    corrections.parts_amount is null
                    or sign(corrections.part_amount) <> sign(bookings.amount)
                    or abs(corrections.parts_amount) > abs(bookings.amount)
                )
                then 'parts_exceed_amount'
        end as fault,

        corrections._content_id,
        corrections._record_number
    from {{ ref('silver_household__corrections') }} as corrections
    left join {{ ref('silver_finance__bookings') }} as bookings
        on corrections.transaction_id = bookings.transaction_id
    left join {{ ref('silver_finance__bookings') }} as others
        on corrections.other_transaction_id = others.transaction_id
)

select * from silver_finance__corrections

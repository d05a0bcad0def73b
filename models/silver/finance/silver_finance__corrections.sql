-- One row per correction that counts: the last word of the household on a transaction, and why it
-- cannot be applied (null = it is).
with corrections as (
    select
        records.*,
        try_cast(records.amount as decimal(18, 2)) as part_amount,
        row_number() over (
            partition by records.kind, records.transaction_id order by records._record_number desc
        ) as recency,
        -- The parts of a split were written at once.
        max_by(coalesce(records.corrected_at, ''), records._record_number) over (
            partition by records.kind, records.transaction_id
        ) as last_corrected_at
    from ({{ current_records('bronze_household__corrections') }}) as records
),

-- A transaction is in one pair, whichever side of it the household named.
pair_sides as (
    select
        _record_number,
        explode(array(transaction_id, other_transaction_id)) as transaction_id
    from corrections
    where kind = 'transfer_pair'
),

last_pairs as (
    select
        _record_number,
        max(_record_number) over (partition by transaction_id) as last_record_number
    from pair_sides
),

replaced as (
    select distinct _record_number from last_pairs
    where _record_number < last_record_number
),

voids as (
    select distinct transaction_id from corrections
    where kind = 'void'
),

counting as (
    select
        corrections.*,
        sum(corrections.part_amount)
            over (partition by corrections.kind, corrections.transaction_id)
            as parts_amount,
        voids.transaction_id is not null or other_voids.transaction_id is not null as is_void
    from corrections
    left join replaced on corrections._record_number = replaced._record_number
    left join voids on corrections.transaction_id = voids.transaction_id
    left join voids as other_voids
        on corrections.other_transaction_id = other_voids.transaction_id
    where replaced._record_number is null and case
        when corrections.kind = 'split'
            then coalesce(corrections.corrected_at, '') = corrections.last_corrected_at
        else corrections.recency = 1
    end
),

silver_finance__corrections as (
    select
        cast(counting._record_number as bigint) as correction_number,
        counting.kind,
        counting.transaction_id,
        counting.other_transaction_id,

        counting.category,
        counting.part_amount,
        counting.note,

        case
            when bookings.transaction_id is null then 'transaction_missing'
            when counting.kind <> 'void' and counting.is_void then 'transaction_void'
            when counting.kind = 'transfer_pair' and others.transaction_id is null
                then 'other_transaction_missing'
            when
                counting.kind = 'transfer_pair'
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
                counting.kind = 'split'
                and (
                    counting.parts_amount is null
                    or sign(counting.part_amount) <> sign(bookings.amount)
                    or abs(counting.parts_amount) > abs(bookings.amount)
                )
                then 'parts_exceed_amount'
        end as fault,

        counting._content_id,
        counting._record_number
    from counting
    left join {{ ref('silver_finance__bookings') }} as bookings
        on counting.transaction_id = bookings.transaction_id
    left join {{ ref('silver_finance__bookings') }} as others
        on counting.other_transaction_id = others.transaction_id
)

select * from silver_finance__corrections

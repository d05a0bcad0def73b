-- One row per correction that counts: the last word of the household on a transaction.
{{ config(materialized='ephemeral') }}

with corrections as (
    select
        records.*,
        try_cast(records.amount as decimal(18, 2)) as part_amount,
        row_number() over (
            partition by
                records.kind, records.transaction_id,
                -- Several others may be no other side of it.
                case when records.kind = 'not_a_transfer' then records.other_transaction_id end
            order by records._record_number desc
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
        lead(_record_number) over (
            partition by side_transaction_id order by _record_number
        ) as next_record_number
    from (
        select
            _record_number,
            explode(array(transaction_id, other_transaction_id)) as side_transaction_id
        from corrections
        where kind = 'transfer_pair'
    ) as sides
),

replaced as (
    select distinct _record_number from pair_sides
    where next_record_number is not null
),

voids as (
    select distinct transaction_id from corrections
    where kind = 'void'
),

silver_household__corrections as (
    select
        cast(corrections._record_number as bigint) as correction_number,
        corrections.kind,
        corrections.transaction_id,
        corrections.other_transaction_id,

        corrections.category,
        corrections.part_amount,
        sum(corrections.part_amount)
            over (partition by corrections.kind, corrections.transaction_id)
            as parts_amount,
        corrections.note,
        voids.transaction_id is not null or other_voids.transaction_id is not null as is_void,

        corrections._content_id,
        corrections._record_number
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
)

select * from silver_household__corrections

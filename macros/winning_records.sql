{# Of the rows with one key, the one that counts: the latest state that the source itself states, then
   the content id, then the later record of the file. Never the arrival, so the order of files does
   not matter.

   relation: a CTE with source_version, _content_id and _record_number. keys: list of its columns,
   that of the most values first: rows are sorted, and mostly told apart by the first. #}
{% macro winning_records(relation, keys) %}
    select * from (
        select
            *,
            row_number() over (
                partition by {{ keys | join(', ') }}
                order by source_version desc, _content_id desc, _record_number desc
            ) as _rank
        from {{ relation }}
    ) as ranked
    where _rank = 1
{% endmacro %}

{# Every bronze record that counts is checked exactly once, and every one that fits has its row here.
   relevant: a condition on bronze records, where the model is about some of them only.
   fits: a condition on checked records, where they go to more than one model.

   records: bronze tables. checked: the model that gives each record its reject_reason.
   key: columns or expressions of this model that a fitting record leads to. checked_key: the same in
   `checked`, where they have other names. #}
{% test no_record_is_lost(model, records, checked, key, checked_key=none, relevant='true', fits='true') %}
    with filed as (
        {%- for table in records %}
        select _content_id, _record_number from ({{ current_records(table) }}) as counting
        where {{ months_to_check() }} and {{ relevant }}
        {{ 'union all' if not loop.last }}
        {%- endfor %}
    ),

    checked as (
        select
            *,
            {%- for column in checked_key or key %}
            {{ column }} as key_{{ loop.index }}{{ ',' if not loop.last }}
            {%- endfor %}
        from {{ ref(checked) }}
        where {{ months_to_check() }}
    ),

    counted as (
        select _content_id, _record_number, count(*) as count_rows
        from checked
        group by _content_id, _record_number
    ),

    kept as (
        select distinct
            {%- for column in key %}
            {{ column }} as key_{{ loop.index }}{{ ',' if not loop.last }}
            {%- endfor %}
        from {{ model }}
        where {{ months_to_check() }}
    )

    select
        case when counted.count_rows > 1 then 'checked more than once' else 'not checked' end as fault,
        filed._content_id,
        filed._record_number
    from filed
    left join counted
        on filed._content_id = counted._content_id and filed._record_number = counted._record_number
    where coalesce(counted.count_rows, 0) <> 1

    union all

    select
        'fits, but has no row' as fault,
        checked._content_id,
        checked._record_number
    from checked
    left join kept
        on {% for column in key -%}
            checked.key_{{ loop.index }} = kept.key_{{ loop.index }}{{ ' and ' if not loop.last }}
        {%- endfor %}
    where checked.reject_reason is null and {{ fits }} and kept.key_1 is null
{% endtest %}

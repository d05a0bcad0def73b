{# Household entries in the time zone that holds for them: their own, else that of the home of the time,
   so that an entry is cut where the household moved.

   entries: a CTE with own_time_zone and entry_from_date. key: its column that tells entries of one
   thing. Adds time_zone and valid_from/valid_to as dates and as UTC instants. #}
{% macro lived_through(entries, key) %}
    select
        *,
        {{ until_next('valid_from_at', key) }} as valid_to_at
    from (
        select
            *,
            {{ valid_from_at('valid_from_date', 'time_zone') }} as valid_from_at
        from (
            select
                entries.*,
                coalesce(entries.own_time_zone, homes.time_zone) as time_zone,
                greatest(entries.entry_from_date, homes.valid_from_date) as valid_from_date,
                least(entries.entry_to_date, homes.valid_to_date) as valid_to_date
            from (
                select
                    *,
                    {{ until_next('entry_from_date', key) }} as entry_to_date
                from {{ entries }}
            ) as entries
            inner join {{ ref('silver_household__homes') }} as homes
                on entries.entry_from_date < homes.valid_to_date
                and entries.entry_to_date > homes.valid_from_date
        ) as lived
    ) as placed
{% endmacro %}

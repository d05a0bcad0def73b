{# A query: tiles of trust from what was counted.

   counts: a relation with tile_id, title, value, comparison. is_good: whether nobody need look. #}
{% macro trust_tiles(counts, is_good) %}
    select
        'trust' as domain,
        tile_id,
        title,
        'count' as unit,
        cast(value as decimal(18, 2)) as value,
        comparison,
        case when {{ is_good }} then 'good' else 'watch' end as status
    from {{ counts }}
{%- endmacro %}

{# The records of a bronze table that count: those of the committed, current decode of each content,
   with `source_version`, by which the winner among records of one key is chosen.
   Read from the touched months; `reach` as in month_filter(). #}
{% macro current_records(model_name, reach=0) %}
    select records.*, decodes.source_version
    from {{ ref(model_name) }} as records
    inner join {{ ref('bronze_operations__decoded_months') }} as decodes
        on records._content_id = decodes.content_id
        and records._decode_id = decodes.decode_id
        and records.event_month = decodes.event_month_key
    where
        decodes.table_name = '{{ model_name }}'
        and {{ month_filter('records.event_month', reach) }}
        and {{ month_filter('decodes.event_month_key', reach) }}
{% endmacro %}

{# The kind of recorder behind an Apple Health record: watch, phone, imported (typed by hand) or other.
   Exports before iOS 9 name no device, so that the name of the source must tell. #}
{% macro health_device(device, source_name, metadata) -%}
    case
        when {{ metadata }} like '%"HKWasUserEntered": "1"%' then 'imported'
        when {{ device }} like '%model:Watch%' or {{ device }} like '%hardware:Watch%' then 'watch'
        when {{ device }} like '%model:iPhone%' or {{ device }} like '%hardware:iPhone%' then 'phone'
        when {{ device }} is not null then 'other'
        when lower({{ source_name }}) like '%watch%' then 'watch'
        when lower({{ source_name }}) like '%phone%' then 'phone'
        else 'other'
    end
{%- endmacro %}

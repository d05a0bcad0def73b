{# How far a recorder is preferred, 1 most: by the household's own word, else by its kind of device; one
   that the seed does not list comes after the phone.

   record: alias with person_id, recorder_name and device. metric, local_date: SQL of the record.
   Joins recorder_priorities under the alias `priorities`, and stated_priorities() as `stated`. #}
{% macro recorder_priority(record, metric, local_date) -%}
    coalesce({{ stated_priority(record, metric, local_date) }}, priorities.priority, 5)
{%- endmacro %}


{# What the household says of a recorder, null where it says nothing. Half a step before the number
   that it wrote, so that its word goes before an equal default. #}
{% macro stated_priority(record, metric, local_date) -%}
    aggregate(
        stated.rules,
        cast(null as double),
        (found, rule) -> coalesce(
            found,
            case
                when
                    coalesce(rule.person_id = {{ record }}.person_id, true)
                    and coalesce(rule.metric = {{ metric }}, true)
                    and rule.recorder in (lower({{ record }}.recorder_name), {{ record }}.device)
                    and {{ local_date }} >= rule.valid_from_date
                    and {{ local_date }} < rule.valid_to_date
                    then rule.priority - 0.5e0
            end
        )
    )
{%- endmacro %}

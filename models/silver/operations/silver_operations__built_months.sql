-- One row per model and month: the fingerprint of the inputs that its rows were last computed from.
{{ config(materialized='declared', file_format='delta', partition_by=['model_name']) }}

{{ declared_columns() }}

{{ config(tags=['run_history']) }}

{{ declared_columns() }}

{{ declared_columns() }}

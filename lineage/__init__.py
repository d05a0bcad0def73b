"""Column lineage on compiled SQL: which columns each column of a model comes from."""

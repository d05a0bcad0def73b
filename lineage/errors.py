"""What lineage cannot say."""


class LineageError(Exception):
    """A query of which the columns cannot be told."""

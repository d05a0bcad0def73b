"""Times of the pipeline itself, all from the as-of of the command."""

from datetime import UTC, datetime, timedelta


def iso(moment: datetime) -> str:
    """Write a UTC time with microseconds, so that text order is time order."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def later(as_of: datetime, *previous: str | None) -> str:
    """Return the as-of, or just after the latest of the former times where that is later."""
    just_after = [
        datetime.fromisoformat(text) + timedelta(microseconds=1) for text in previous if text
    ]
    return iso(max(as_of, *just_after) if just_after else as_of)

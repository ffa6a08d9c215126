"""How does Stripe tell the time? In seconds since 1970."""

from datetime import UTC, datetime


def time(seconds: int) -> datetime:
    """1700000000 -> 2023-11-14 22:13:20 UTC."""
    return datetime.fromtimestamp(seconds, UTC)


def time_or_none(seconds: int | None) -> datetime | None:
    """Return the time; None for none."""
    return time(seconds) if seconds else None

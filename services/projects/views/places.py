"""What a cursor holds, read back: whoever made it up is told so, with ValueError."""

from datetime import UTC, datetime

_LARGEST = 2**63 - 1


def instant(given: object) -> datetime:
    """Read a moment; it carries its zone."""
    moment = datetime.fromisoformat(words(given))
    if moment.utcoffset() is None:
        raise ValueError("a moment carries its zone")
    try:
        return moment.astimezone(UTC)
    except OverflowError as beyond:
        raise ValueError("no such moment") from beyond


def words(given: object) -> str:
    """Read a text that a database can hold."""
    if not isinstance(given, str) or "\x00" in given:
        raise ValueError("no such text")
    return given


def number(given: object) -> int:
    """Read a position."""
    if not isinstance(given, int) or not 0 <= given <= _LARGEST:
        raise ValueError("no such position")
    return given

"""When to try again. Pure: the clock and the draw for the jitter come in."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from services.notifications.delivery.outcome import Verdict

JITTER = 0.2
LONGEST_ASKED = timedelta(days=1)
THROTTLE_WAIT = timedelta(seconds=60)
CONFIG_WAIT = timedelta(minutes=10)
GONE_WAIT = timedelta(seconds=5)
# Throttling and waiting use up no try, but nothing waits for ever.
LIFETIME = timedelta(days=30)


def next_try(
    verdict: Verdict, retries: Sequence[int], attempt: int, asked: timedelta, draw: float
) -> timedelta | None:
    """Return how long to wait after the attempt-th try failed, None when that was the last.

    Jitter (0 to 20 %, `draw` in [0, 1)) only ever adds, so that nobody is called before the time
    asked for in Retry-After (`asked`).
    """
    if verdict is Verdict.GONE:
        return GONE_WAIT
    if verdict is Verdict.THROTTLE:
        return _spread(asked or THROTTLE_WAIT, draw)
    if attempt > len(retries):
        return None
    planned = timedelta(seconds=retries[attempt - 1])
    floor = CONFIG_WAIT if verdict is Verdict.CONFIG else timedelta(0)
    return _spread(max(planned, floor, asked), draw)


def uses_up_a_try(verdict: Verdict) -> bool:
    """Tell whether a try with this outcome counts against the schedule."""
    return verdict not in {Verdict.THROTTLE, Verdict.GONE}


def asked_wait(retry_after: str | None, now: datetime) -> timedelta:
    """Read a Retry-After header, seconds or a date: nonsense is no wait, and a day the longest."""
    if retry_after is None:
        return timedelta(0)
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        seconds = min(int(text[:12]), int(LONGEST_ASKED.total_seconds()))
        return timedelta(seconds=seconds)
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return timedelta(0)
    moment = until.replace(tzinfo=UTC) if until.tzinfo is None else until
    return min(max(moment - now, timedelta(0)), LONGEST_ASKED)


def _spread(wait: timedelta, draw: float) -> timedelta:
    return wait * (1 + JITTER * draw)

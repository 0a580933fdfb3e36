"""How an endpoint fares, and what follows: its window, its class, its breaker, what to report."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from services.notifications.delivery.outcome import Verdict

WIDEST_WINDOW = 8
BREAKER_AFTER = 5
BREAKER_SHORTEST = timedelta(seconds=30)
BREAKER_LONGEST = timedelta(minutes=10)
TROUBLE_AFTER = timedelta(hours=1)
TROUBLE_FAILURES = 20
GIVEN_UP_AFTER = timedelta(hours=72)
REFUSED_AFTER = timedelta(hours=6)
REFUSED_TIMES = 20


@dataclass(frozen=True, kw_only=True)
class Health:
    """端点状况: `proven` endpoints have slots apart from those on probation."""

    proven: bool = False
    window: int = 1
    failures: int = 0
    refusals: int = 0
    failing_since: datetime | None = None
    open_until: datetime | None = None


class Consequence(StrEnum):
    """后续: what is to be asked of the endpoint's own rules."""

    GONE = "gone"
    FAILING = "failing"
    REFUSING = "refusing"
    TROUBLE = "trouble"
    RECOVERY = "recovery"


def after(
    health: Health, verdict: Verdict, now: datetime, wait: timedelta, *, refusal: bool
) -> Health:
    """Return how an endpoint fares after one more outcome."""
    if verdict is Verdict.OK:
        return Health(proven=True, window=min(health.window + 1, WIDEST_WINDOW))
    if verdict is Verdict.THROTTLE:
        until = max(now + wait, health.open_until or now)
        return replace(health, proven=False, window=1, open_until=until)
    failures = health.failures + 1
    return Health(
        proven=False,
        window=1,
        failures=failures,
        refusals=health.refusals + 1 if refusal else 0,
        failing_since=health.failing_since or now,
        open_until=_opens(failures, now),
    )


def _opens(failures: int, now: datetime) -> datetime | None:
    if failures < BREAKER_AFTER:
        return None
    doublings = min(failures - BREAKER_AFTER, 10)
    return now + min(BREAKER_SHORTEST * (1 << doublings), BREAKER_LONGEST)


def consequence(
    health: Health, verdict: Verdict, now: datetime, *, degraded: bool, died: bool
) -> Consequence | None:
    """Return what an outcome calls for; `died` when a delivery has used up its tries."""
    if verdict is Verdict.OK:
        return Consequence.RECOVERY if degraded else None
    if verdict is Verdict.GONE:
        return Consequence.GONE
    since = now - (health.failing_since or now)
    if since >= GIVEN_UP_AFTER:
        return Consequence.FAILING
    if health.refusals >= REFUSED_TIMES and since >= REFUSED_AFTER:
        return Consequence.REFUSING
    lasting = health.failures >= TROUBLE_FAILURES and since >= TROUBLE_AFTER
    return Consequence.TROUBLE if not degraded and (died or lasting) else None

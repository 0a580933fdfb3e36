"""The words of the book of deliveries, and how they lie in columns for the database."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.notifications.delivery.health import Consequence, Health
from services.notifications.delivery.outcome import Answer, Verdict, judge


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """A delivery that is ours to try, until the lease ends."""

    id: UUID
    endpoint_id: str
    attempt: int
    claims: int
    url: str
    retries: Sequence[int]
    keys: Sequence[tuple[str, datetime | None]]
    proven: bool
    event_id: str
    body: bytes

    @classmethod
    def read(cls, row: Any) -> "Claimed":
        """Read a row."""
        keys = [
            (key_id, datetime.fromisoformat(until) if until else None)
            for key_id, until in json.loads(row["keys"])
        ]
        return cls(**{**dict(row), "keys": keys, "event_id": str(row["event_id"])})


@dataclass(frozen=True, kw_only=True)
class Finished:
    """A try that is over."""

    claimed: Claimed
    answer: Answer
    started_at: datetime

    @property
    def verdict(self) -> Verdict:
        """What the answer means."""
        return judge(self.answer)


@dataclass(frozen=True, kw_only=True)
class FollowUp:
    """What an endpoint's own rules are to be asked after an outcome."""

    endpoint_id: str
    consequence: Consequence
    health: Health
    answer: Answer


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a delivery stands after a try."""

    finished: Finished
    status: str
    attempt: int
    next_at: datetime
    wait: timedelta


@dataclass(frozen=True, kw_only=True)
class Measured:
    """How the deliveries stand altogether."""

    open: int
    parked: int
    dead: int
    lag_seconds: float


def health_of(row: Any) -> Health:
    """Read how an endpoint fares."""
    return Health(
        proven=row["proven"],
        window=row["send_window"],
        failures=row["failures"],
        refusals=row["refusals"],
        failing_since=row["failing_since"],
        open_until=row["open_until"],
    )


def fare_columns(health: Mapping[str, Health]) -> tuple[list[Any], ...]:
    """Lay out how endpoints fare."""
    return (
        list(health),
        [h.proven for h in health.values()],
        [h.window for h in health.values()],
        [h.failures for h in health.values()],
        [h.refusals for h in health.values()],
        [h.failing_since for h in health.values()],
        [h.open_until for h in health.values()],
    )


def finish_columns(standings: Sequence[Standing]) -> tuple[list[Any], ...]:
    """Lay out where deliveries stand."""
    return (
        [s.finished.claimed.id for s in standings],
        [s.status for s in standings],
        [s.attempt for s in standings],
        [s.finished.verdict.value for s in standings],
        [s.finished.answer.status for s in standings],
        [s.next_at for s in standings],
    )


def log_columns(finished: Sequence[Finished]) -> tuple[list[Any], ...]:
    """Lay out tries that are over."""
    rows = [
        (
            f.claimed.id,
            f.claimed.claims,
            f.started_at,
            f.claimed.url,
            f.answer.remote,
            f.answer.timings.dns_ms,
            f.answer.timings.connect_ms,
            f.answer.timings.first_byte_ms,
            f.answer.timings.total_ms,
            f.answer.status,
            f.answer.failure.value if f.answer.failure else None,
            f.answer.detail,
            f.verdict.value,
            f.answer.body_head,
        )
        for f in finished
    ]
    return tuple([row[n] for row in rows] for n in range(14))

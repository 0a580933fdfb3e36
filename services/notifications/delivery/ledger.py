"""The book of deliveries: what is claimed, what became of it, when it is tried again."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import asyncpg

from services.notifications.delivery.book import (
    Claimed,
    Finished,
    FollowUp,
    Measured,
    Standing,
    fare_columns,
    finish_columns,
    health_of,
    log_columns,
)
from services.notifications.delivery.health import Health, after, consequence
from services.notifications.delivery.outcome import Answer, Failure, Verdict
from services.notifications.delivery.schedule import (
    LIFETIME,
    asked_wait,
    next_try,
    uses_up_a_try,
)

_CLAIM = "SELECT * FROM own.claim($1, $2, $3, $4)"
_CLAIMED = """
SELECT d.id, d.endpoint_id, d.attempt, d.claims, r.url, r.retries, r.keys, r.proven, f.event_id,
  f.body
FROM own.delivery d JOIN own.receiver r USING (endpoint_id) JOIN own.feed f USING (position)
"""
_EXPIRED_LEASES = f"{_CLAIMED} WHERE d.status = 'sending' AND d.lease_until < $1 LIMIT 500"
_HEALTH = """
SELECT endpoint_id, proven, send_window, failures, refusals, failing_since, open_until, degraded
FROM own.receiver WHERE endpoint_id = ANY($1) ORDER BY endpoint_id FOR NO KEY UPDATE
"""
_STILL_OURS = """
SELECT d.id, d.lane, d.open_since FROM own.delivery d
JOIN unnest($1::uuid[], $2::int[]) AS n(id, claims) USING (id, claims)
WHERE d.status = 'sending' FOR NO KEY UPDATE OF d
"""
_FINISH = """
UPDATE own.delivery d SET status = n.status, attempt = n.attempt, verdict = n.verdict,
  http_status = n.http_status, next_attempt_at = n.next_attempt_at, lease_until = NULL,
  finished_at = CASE WHEN n.status <> 'pending' THEN $1::timestamptz END
FROM unnest($2::uuid[], $3::text[], $4::int[], $5::text[], $6::int[], $7::timestamptz[])
  AS n(id, status, attempt, verdict, http_status, next_attempt_at)
WHERE d.id = n.id
"""
_LOG = """
INSERT INTO own.attempt (delivery_id, number, started_at, url, remote, dns_ms, connect_ms,
  first_byte_ms, total_ms, http_status, failure, detail, verdict, body_head)
SELECT * FROM unnest($1::uuid[], $2::int[], $3::timestamptz[], $4::text[], $5::text[], $6::real[],
  $7::real[], $8::real[], $9::real[], $10::int[], $11::text[], $12::text[], $13::text[],
  $14::bytea[])
ON CONFLICT DO NOTHING
"""
_NEXT_IN_LANE = """
UPDATE own.delivery SET status = 'pending', next_attempt_at = $1 WHERE id IN (
  SELECT DISTINCT ON (d.endpoint_id, d.lane) d.id FROM own.delivery d
  WHERE d.status = 'waiting' AND d.lane <> '' AND ($2::text[] IS NULL OR d.endpoint_id = ANY($2))
    AND NOT EXISTS (SELECT 1 FROM own.delivery o WHERE o.endpoint_id = d.endpoint_id
      AND o.lane = d.lane AND o.lane <> '' AND o.status IN ('pending', 'sending'))
  ORDER BY d.endpoint_id, d.lane, d.position)
RETURNING endpoint_id
"""
# An endpoint's turn comes after all that are due already, however old its own backlog is.
_FARES = """
UPDATE own.receiver r SET proven = n.proven, send_window = n.send_window, failures = n.failures,
  refusals = n.refusals, failing_since = n.failing_since, open_until = n.open_until,
  next_due_at = (SELECT greatest(min(d.next_attempt_at), n.open_until, $8) FROM own.delivery d
    WHERE d.endpoint_id = r.endpoint_id AND d.status = 'pending'
    HAVING min(d.next_attempt_at) IS NOT NULL)
FROM unnest($1::text[], $2::bool[], $3::int[], $4::int[], $5::int[], $6::timestamptz[],
  $7::timestamptz[]) AS n(endpoint_id, proven, send_window, failures, refusals, failing_since,
  open_until)
WHERE r.endpoint_id = n.endpoint_id
"""
_RELEASE = """
UPDATE own.delivery d SET status = 'pending', attempt = d.attempt - 1, lease_until = NULL
FROM unnest($1::uuid[], $2::int[]) AS n(id, claims)
WHERE d.id = n.id AND d.claims = n.claims AND d.status = 'sending' RETURNING d.endpoint_id
"""
_TOO_OLD = """
UPDATE own.delivery SET status = 'dead', verdict = 'expired', finished_at = $1
WHERE status IN ('pending', 'waiting') AND open_since < $2
"""
_MEASURE = """
SELECT count(*) FILTER (WHERE d.status <> 'dead' AND r.stage = 'active') AS open,
  count(*) FILTER (WHERE d.status <> 'dead' AND r.stage <> 'active') AS parked,
  count(*) FILTER (WHERE d.status = 'dead') AS dead,
  extract(epoch FROM $1 - min(d.next_attempt_at)
    FILTER (WHERE d.status = 'pending' AND r.stage = 'active')) AS lag
FROM own.delivery d JOIN own.receiver r USING (endpoint_id)
WHERE d.status NOT IN ('done', 'dismissed')
"""
_WAKE = "UPDATE own.receiver SET next_due_at = $1 WHERE endpoint_id = ANY($2)"


class Ledger:
    """Reads and writes the book. `draw` gives numbers in [0, 1) for the jitter."""

    def __init__(self, pool: asyncpg.Pool, draw: Callable[[], float]) -> None:
        self._pool = pool
        self._draw = draw

    async def claim(
        self, now: datetime, until: datetime, proven: int, probation: int
    ) -> list[Claimed]:
        """Take what is due, at most so many of each class, and hold it until a moment."""
        rows = await self._pool.fetch(_CLAIM, now, until, proven, probation)
        return [Claimed.read(row) for row in rows]

    async def settle(self, finished: Sequence[Finished], now: datetime) -> list[FollowUp]:
        """Write down outcomes; one whose lease was lost meanwhile changes nothing."""
        endpoints = sorted({f.claimed.endpoint_id for f in finished})
        async with self._pool.acquire() as connection, connection.transaction():
            fares = {row["endpoint_id"]: row for row in await connection.fetch(_HEALTH, endpoints)}
            ids = [f.claimed.id for f in finished], [f.claimed.claims for f in finished]
            ours = {row["id"]: row for row in await connection.fetch(_STILL_OURS, *ids)}
            mine = [f for f in finished if f.claimed.id in ours]
            standings = [self._standing(f, ours[f.claimed.id]["open_since"], now) for f in mine]
            await connection.execute(_FINISH, now, *finish_columns(standings))
            await connection.execute(_LOG, *log_columns(mine))
            if any(ours[s.finished.claimed.id]["lane"] for s in standings):
                await connection.fetch(_NEXT_IN_LANE, now, endpoints)
            health = {name: health_of(row) for name, row in fares.items()}
            follow_ups = _fare(standings, health, fares, now)
            await connection.execute(_FARES, *fare_columns(health), now)
        return follow_ups

    def _standing(self, finished: Finished, open_since: datetime, now: datetime) -> Standing:
        claimed, verdict = finished.claimed, finished.verdict
        attempt = claimed.attempt if uses_up_a_try(verdict) else claimed.attempt - 1
        wait: timedelta | None = timedelta(0)
        if finished.answer.failure is Failure.LOST:
            wait = timedelta(0) if attempt <= len(claimed.retries) else None
        elif verdict is not Verdict.OK:
            asked = asked_wait(finished.answer.retry_after, now)
            wait = next_try(verdict, claimed.retries, attempt, asked, self._draw())
        if wait is not None and now + wait > open_since + LIFETIME:
            wait = None
        status = "done" if verdict is Verdict.OK else "dead" if wait is None else "pending"
        pause = wait or timedelta(0)
        return Standing(
            finished=finished, status=status, attempt=attempt, next_at=now + pause, wait=pause
        )

    async def release(self, claimed: Iterable[Claimed], now: datetime) -> None:
        """Give back what was not tried to its end: the process stops."""
        held = list(claimed)
        ids = [c.id for c in held], [c.claims for c in held]
        rows = await self._pool.fetch(_RELEASE, *ids)
        await self._pool.execute(_WAKE, now, [row["endpoint_id"] for row in rows])

    async def lost(self, now: datetime, lease: timedelta) -> list[Finished]:
        """Return the tries whose process died: their lease is over, their try is counted."""
        rows = await self._pool.fetch(_EXPIRED_LEASES, now)
        answer = Answer(failure=Failure.LOST, detail="the sending process ended")
        return [
            Finished(claimed=Claimed.read(row), answer=answer, started_at=now - lease)
            for row in rows
        ]

    async def measure(self, now: datetime) -> Measured:
        """Count what is open, kept and dead, and how late the oldest due delivery is."""
        row = await self._pool.fetchrow(_MEASURE, now)
        return Measured(
            open=row["open"],
            parked=row["parked"],
            dead=row["dead"],
            lag_seconds=max(float(row["lag"] or 0), 0.0),
        )

    async def tidy(self, now: datetime) -> None:
        """End what has waited too long, and let lanes go on that nothing holds up any more."""
        await self._pool.execute(_TOO_OLD, now, now - LIFETIME)
        rows = await self._pool.fetch(_NEXT_IN_LANE, now, None)
        if rows:
            await self._pool.execute(_WAKE, now, [row["endpoint_id"] for row in rows])


def _fare(
    standings: Sequence[Standing], health: dict[str, Health], fares: dict[str, Any], now: datetime
) -> list[FollowUp]:
    """Move each endpoint's health over its outcomes; return what follows, once per endpoint."""
    follow_ups: dict[str, FollowUp] = {}
    for standing in standings:
        finished = standing.finished
        name, answer = finished.claimed.endpoint_id, finished.answer
        if answer.failure is Failure.LOST:
            continue
        verdict = finished.verdict
        health[name] = after(health[name], verdict, now, standing.wait, refusal=answer.is_refusal)
        follows = consequence(
            health[name],
            verdict,
            now,
            degraded=fares[name]["degraded"],
            died=standing.status == "dead",
        )
        if follows is not None:
            follow_ups[name] = FollowUp(
                endpoint_id=name, consequence=follows, health=health[name], answer=answer
            )
    return list(follow_ups.values())

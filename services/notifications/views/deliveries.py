"""What is asked about deliveries: lists, one with its tries, sending again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from shared.kernel.identifiers import AccountId
from shared.kernel.policy import Visibility

# To people a delivery that waits for an endpoint at rest is parked.
_STATUS = """
  CASE WHEN d.status IN ('pending', 'waiting') AND r.stage <> 'active' THEN 'parked'
    ELSE d.status END
"""
_COLUMNS = f"""
  d.id, d.endpoint_id, {_STATUS} AS status, d.attempt AS tries_counted, d.claims AS tries,
  d.resends, d.created_at, d.finished_at, d.cut_at, d.verdict, d.http_status,
  CASE WHEN d.status = 'pending' THEN d.next_attempt_at END AS next_try_at,
  f.event_id, f.position, f.service, f.type, f.stream AS subject, f.project
"""
_FROM = """
FROM own.delivery d JOIN own.receiver r USING (endpoint_id) JOIN own.feed f USING (position)
WHERE ($1 OR r.owner = $2)
"""
_LIST = f"""
SELECT {_COLUMNS} {_FROM} AND ($3::uuid IS NULL OR d.id < $3)
  AND ($4::text IS NULL OR d.endpoint_id = $4) AND ($5::text IS NULL OR {_STATUS} = $5)
  AND ($6::text IS NULL OR f.type = $6) AND ($7::text IS NULL OR f.project = $7)
ORDER BY d.id DESC LIMIT $8
"""
_ONE = f"SELECT {_COLUMNS}, r.owner {_FROM} AND d.id = $3"
_TRIES = """
SELECT number, started_at, url, remote, dns_ms, connect_ms, first_byte_ms, total_ms, http_status,
  failure, detail, verdict, body_head FROM own.attempt WHERE delivery_id = $1 ORDER BY number
"""
_RESENDS = """
SELECT number, by_account, asked_at FROM own.resend WHERE delivery_id = $1 ORDER BY number
"""
_ASKED_BEFORE = "SELECT delivery_id FROM own.resend WHERE by_account = $1 AND key_id = $2"
_AGAIN = """
UPDATE own.delivery SET status = 'pending', attempt = 0, resends = resends + 1, finished_at = NULL,
  cut_at = NULL, open_since = $2, next_attempt_at = $2, lease_until = NULL
WHERE id = $1 AND status IN ('done', 'dead', 'dismissed')
RETURNING endpoint_id, resends
"""
_NOTE = """
INSERT INTO own.resend (delivery_id, number, by_account, asked_at, key_id)
VALUES ($1, $2, $3, $4, $5)
"""
_DISMISS = """
UPDATE own.delivery SET status = 'dismissed', finished_at = $2
WHERE id = $1 AND status = 'dead' RETURNING resends
"""
_NOTE_DISMISSAL = """
INSERT INTO own.dismissal (delivery_id, number, by_account, dismissed_at, reason)
VALUES ($1, $2, $3, $4, $5)
"""
_DISMISSALS = """
SELECT number, by_account, dismissed_at, reason FROM own.dismissal WHERE delivery_id = $1
ORDER BY number
"""
_LOCK = """
SELECT 1 FROM own.receiver JOIN own.delivery USING (endpoint_id) WHERE id = $1
FOR NO KEY UPDATE OF receiver
"""
_WAKE = """
UPDATE own.receiver SET next_due_at = least(coalesce(next_due_at, 'infinity'),
  greatest($2, coalesce(open_until, $2))) WHERE endpoint_id = $1
"""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a list of deliveries is asked for; None asks for everything."""

    endpoint: str | None
    status: str | None
    type: str | None
    project: str | None
    after: UUID | None
    limit: int


@dataclass(frozen=True, kw_only=True)
class Resend:
    """重新投递: who asks for it, when, and under which key."""

    delivery_id: UUID
    by: AccountId
    at: datetime
    key: UUID | None


@dataclass(frozen=True, kw_only=True)
class Dismissal:
    """作罢: who gives a dead delivery up, when, and why."""

    delivery_id: UUID
    by: AccountId
    at: datetime
    reason: str


async def deliveries(
    pool: asyncpg.Pool, wanted: Wanted, visibility: Visibility
) -> list[dict[str, Any]]:
    """Return a page, the newest first, and, where there are more, one beyond it."""
    rows = await pool.fetch(
        _LIST,
        visibility.everything,
        visibility.own,
        wanted.after,
        wanted.endpoint,
        wanted.status,
        wanted.type,
        wanted.project,
        wanted.limit + 1,
    )
    return [dict(row) for row in rows]


async def delivery(
    pool: asyncpg.Pool, delivery_id: UUID, visibility: Visibility
) -> Mapping[str, Any] | None:
    """Return one delivery with its tries and re-sends, None for what may not be seen."""
    row = await pool.fetchrow(_ONE, visibility.everything, visibility.own, delivery_id)
    if row is None:
        return None
    tries = await pool.fetch(_TRIES, delivery_id)
    resends = await pool.fetch(_RESENDS, delivery_id)
    return {
        **dict(row),
        "attempts": [_readable(one) for one in tries],
        "resent": [dict(one) for one in resends],
        "dismissed": [dict(one) for one in await pool.fetch(_DISMISSALS, delivery_id)],
    }


async def resend(pool: asyncpg.Pool, asked: Resend) -> int | None:
    """Begin a delivery afresh under its old id; None when it has not ended yet."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.fetchval(_LOCK, asked.delivery_id)
        row = await connection.fetchrow(_AGAIN, asked.delivery_id, asked.at)
        if row is None:
            return None
        number: int = row["resends"]
        await connection.execute(_NOTE, asked.delivery_id, number, asked.by, asked.at, asked.key)
        await connection.execute(_WAKE, row["endpoint_id"], asked.at)
    return number


async def dismiss(pool: asyncpg.Pool, asked: Dismissal) -> bool:
    """Give a dead delivery up; False for one that is not dead."""
    async with pool.acquire() as connection, connection.transaction():
        number = await connection.fetchval(_DISMISS, asked.delivery_id, asked.at)
        if number is None:
            return False
        facts = (asked.delivery_id, number, asked.by, asked.at, asked.reason)
        await connection.execute(_NOTE_DISMISSAL, *facts)
    return True


async def asked_before(pool: asyncpg.Pool, by: AccountId, key: UUID) -> UUID | None:
    """Return what was re-sent under this key before."""
    found: UUID | None = await pool.fetchval(_ASKED_BEFORE, by, key)
    return found


def _readable(row: Any) -> dict[str, Any]:
    """Show what the receiver said as text, whatever bytes it sent."""
    return {**dict(row), "body_head": row["body_head"].decode("utf-8", errors="replace")}

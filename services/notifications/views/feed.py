"""Reading the feed: pages of bytes as they were signed, cut to what the reader may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from services.notifications.domain.reach import Reach
from shared.contracts.envelope import MEDIA_TYPE
from shared.kernel.identifiers import DepartmentId, ParkId
from shared.kernel.policy import Grant, Role, Visibility

SCANNED_AT_ONCE = 2000
EVENT = MEDIA_TYPE

_MAY_SEE = """
  (f.realm = 'business' AND ($1 OR (s.everyone AND $5)
     OR s.park = ANY($2) OR $4 = ANY(s.people)
     OR f.departments && $3 OR s.departments && $3 AND f.departments IS NULL)
   OR f.realm = 'administration' AND ($6 OR $7 = ANY(s.people)))
"""
_PAGE = f"""
SELECT f.position, f.service, f.type, f.body
FROM own.feed f LEFT JOIN view.subject s USING (subject)
WHERE f.position > $8 AND f.position <= $9 AND {_MAY_SEE}
  AND ($10::text[] IS NULL OR f.type = ANY($10) OR f.service || '.' || f.type = ANY($10))
  AND ($11::text IS NULL OR f.stream = $11)
  AND ($12::text IS NULL OR f.project = $12)
ORDER BY f.position LIMIT $13
"""
_ONE = f"""
SELECT f.body FROM own.feed f LEFT JOIN view.subject s USING (subject)
WHERE f.event_id = $8 AND {_MAY_SEE}
"""
_ENDS = """
SELECT (SELECT coalesce(min(position), 0) FROM own.feed) AS oldest, position AS newest
FROM own.feed_head
"""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a reader asks for; None leaves nothing out."""

    types: tuple[str, ...] | None = None
    subject: str | None = None
    project: str | None = None


@dataclass(frozen=True)
class Told:
    """One event of a page."""

    position: int
    type: str
    body: bytes


@dataclass(frozen=True, kw_only=True)
class FeedPage:
    """A page: every position up to `scanned_to` was looked at; what is not in it was not meant."""

    events: Sequence[Told]
    scanned_to: int


async def page(
    pool: asyncpg.Pool, reach: Reach, wanted: Wanted, after: int, limit: int
) -> FeedPage:
    """Return what follows a position, at most `limit` events of the next SCANNED_AT_ONCE."""
    newest: int = await pool.fetchval("SELECT position FROM own.feed_head")
    upto = min(newest, after + SCANNED_AT_ONCE)
    if upto <= after:
        return FeedPage(events=(), scanned_to=after)
    types = None if wanted.types is None else list(wanted.types)
    asked = (after, upto, types, wanted.subject, wanted.project, limit)
    rows = await pool.fetch(_PAGE, *_seen_by(reach), *asked)
    events = [Told(r["position"], f"{r['service']}.{r['type']}", r["body"]) for r in rows]
    return FeedPage(events=events, scanned_to=events[-1].position if len(events) == limit else upto)


async def one(pool: asyncpg.Pool, reach: Reach, event_id: UUID) -> bytes | None:
    """Return one event, None for what there is not or may not be seen."""
    found: bytes | None = await pool.fetchval(_ONE, *_seen_by(reach), event_id)
    return found


async def ends(pool: asyncpg.Pool) -> tuple[int, int]:
    """Return the oldest and the newest position; 0 and 0 while there is nothing."""
    row = await pool.fetchrow(_ENDS)
    return (row["oldest"], row["newest"]) if row is not None else (0, 0)


def as_grant(row: Any) -> Grant:
    """Read a row of view.account_grant."""
    until: datetime | None = row["until"]
    return Grant(
        role=Role(row["role"]),
        park=None if row["park"] is None else ParkId(row["park"]),
        department=None if row["department"] is None else DepartmentId(row["department"]),
        until=until,
    )


def _seen_by(reach: Reach) -> tuple[Any, ...]:
    business: Visibility = reach.business
    return (
        business.everything,
        sorted(business.parks),
        sorted(business.departments),
        business.own,
        not business.nothing,
        reach.administration.everything,
        reach.administration.own,
    )

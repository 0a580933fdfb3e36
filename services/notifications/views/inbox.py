"""Inbox lines: written when an event arrives, read by the one they are for."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from services.notifications.domain.audience import AUDIENCE, Post, told_of
from services.notifications.views.concerned import text_at
from shared.contracts.envelope import CloudEvent
from shared.kernel.identifiers import AccountId
from shared.kernel.policy import Role
from shared.kernel.texts.deadlines import CLOCKS
from shared.kernel.texts.notifications import (
    DISABLE_REASONS,
    INBOX,
    INBOX_OF_CONSULTED,
    INBOX_OF_OTHERS,
    LIMIT,
    NOTHING,
    OTHERS,
    UNKNOWN,
)

_CONCERNED = "SELECT * FROM {0}.subject WHERE subject = ANY($1)"
_WRITE = """
INSERT INTO own.inbox (account, seq, event_id, kind, text, subject, project, told_at)
SELECT n.account,
  coalesce((SELECT max(i.seq) FROM own.inbox i WHERE i.account = n.account), 0)
    + row_number() OVER (PARTITION BY n.account ORDER BY n.place),
  n.event_id, n.kind, n.text, n.subject, n.project, $1
FROM unnest($2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[])
  WITH ORDINALITY AS n(account, event_id, kind, text, subject, project, place)
"""
_READ = """
SELECT seq, event_id, kind, text, subject, project, told_at, read_at FROM own.inbox
WHERE account = $1 AND seq > $2 AND (NOT $3 OR read_at IS NULL) ORDER BY seq LIMIT $4
"""
_MARK = """
UPDATE own.inbox SET read_at = $3 WHERE account = $1 AND seq = $2 AND read_at IS NULL
"""
_CONSULTED = """
SELECT DISTINCT account, department FROM {0}.account_grant
WHERE role = $1 AND department = ANY($2) AND (until IS NULL OR until > $3)
ORDER BY account, department
"""
_FORMER = ("from_specialist", "from_officer", "from_leader")


@dataclass(frozen=True)
class Line:
    """站内消息: one event told to one account."""

    account: AccountId
    event_id: UUID
    kind: str
    text: str
    subject: str
    project: str | None


async def lines_for(
    connection: asyncpg.Connection, schema: str, events: Sequence[CloudEvent], at: datetime
) -> list[Line]:
    """Return what is to be told of these events, in their order, to those there are at a moment."""
    telling = [event for event in events if _kind(event) in AUDIENCE]
    subjects = {subject for event in telling for subject in _subjects(event)}
    rows = await connection.fetch(_CONCERNED.format(schema), sorted(subjects)) if telling else []
    known = {row["subject"]: row for row in rows}
    consulted = await _approvers(connection, schema, telling, at)
    return [line for event in telling for line in _lines(event, known, consulted)]


async def write(connection: asyncpg.Connection, at: datetime, lines: Sequence[Line]) -> None:
    """Add lines, each with the next number of its account."""
    if lines:
        columns = zip(
            *((n.account, n.event_id, n.kind, n.text, n.subject, n.project) for n in lines),
            strict=True,
        )
        await connection.execute(_WRITE, at, *(list(column) for column in columns))


async def read(
    pool: asyncpg.Pool, account: AccountId, after: int, limit: int, *, unread: bool
) -> list[Mapping[str, Any]]:
    """Return an account's lines behind a number, oldest first."""
    rows = await pool.fetch(_READ, account, after, unread, limit)
    return [{"id": str(row["seq"]), **dict(row)} for row in rows]


async def count_unread(pool: asyncpg.Pool, account: AccountId) -> int:
    """Count what an account has not read."""
    found: int = await pool.fetchval(
        "SELECT count(*) FROM own.inbox WHERE account = $1 AND read_at IS NULL", account
    )
    return found


async def mark_read(pool: asyncpg.Pool, account: AccountId, seq: int, at: datetime) -> bool | None:
    """Note that a line was read: True the first time, False again, None if there is none."""
    if await pool.execute(_MARK, account, seq, at) == "UPDATE 1":
        return True
    there = "SELECT true FROM own.inbox WHERE account = $1 AND seq = $2"
    return False if await pool.fetchval(there, account, seq) else None


def _kind(event: CloudEvent) -> str:
    return f"{event.service}.{event.eventname}"


def _subjects(event: CloudEvent) -> list[str]:
    """Name what the event is about, nearest first."""
    about = [event.subject]
    if event.projectid is not None:
        about.append(f"project-{event.projectid}")
    if event.leadid is not None:
        about.append(f"lead-{event.leadid}")
    return list(dict.fromkeys(about))


async def _approvers(
    connection: asyncpg.Connection, schema: str, events: Sequence[CloudEvent], at: datetime
) -> Mapping[str, tuple[AccountId, ...]]:
    """Return the approvers of every department whose opinion these events are about."""
    departments = sorted({name for name in map(_consulted, events) if name is not None})
    if not departments:
        return {}
    asked = (Role.APPROVER.value, departments, at)
    found: dict[str, tuple[AccountId, ...]] = {}
    for row in await connection.fetch(_CONSULTED.format(schema), *asked):
        before = found.get(row["department"], ())
        found[row["department"]] = (*before, AccountId(row["account"]))
    return found


def _consulted(event: CloudEvent) -> str | None:
    return text_at(event.data, "consulted")


def _lines(
    event: CloudEvent, known: Mapping[str, Any], consulted: Mapping[str, tuple[AccountId, ...]]
) -> list[Line]:
    rows = [known[subject] for subject in _subjects(event) if subject in known]
    people = _people(event, rows)
    people[Post.CONSULTED] = consulted.get(_consulted(event) or "", ())
    told = told_of(_kind(event), people, event.actorid)
    texts = {post: _worded(event, rows, post) for post in set(told.values())}
    return [
        Line(account, UUID(event.id), _kind(event), texts[post], event.subject, event.projectid)
        for account, post in told.items()
    ]


def _people(event: CloudEvent, rows: Sequence[Any]) -> dict[Post, tuple[AccountId, ...]]:
    """Say who holds which post; the nearest subject that knows decides."""
    people: dict[Post, tuple[AccountId, ...]] = {}
    for post in Post:
        named = next((row[post.value] for row in rows if row.get(post.value)), None)
        if named is not None:
            people[post] = (AccountId(named),)
    for former in _FORMER:
        before = text_at(event.data, former)
        if before is not None:
            people[Post.BEFORE] = (AccountId(before),)
    return people


def _worded(event: CloudEvent, rows: Sequence[Any], post: Post) -> str:
    """Say it in Chinese to who holds a post; what is not there, or not known, is said to be so."""
    facts = (event.data or {}).items()
    nothing = {name: NOTHING for name, fact in facts if fact == ""}  # a number that silence gives
    words: dict[str, str] = defaultdict(lambda: UNKNOWN, nothing)
    said = {name: str(fact) for name, fact in facts if isinstance(fact, str | int) and fact}
    kept = {name: fact.replace("\0", "") for name, fact in said.items()}  # no database holds it
    words.update({name: fact for name, fact in kept.items() if fact})
    name = next((row["name"] for row in rows if row["name"]), None)
    words["name"] = name or words["name"]
    words["clock"] = CLOCKS.get(words["clock"], LIMIT)
    if event.eventname == "EndpointDisabled":
        words["reason"] = DISABLE_REASONS.get(words["reason"], words["reason"])
    others = INBOX_OF_OTHERS.get(_kind(event))
    words["bound"] = OTHERS.get(words["binds"], "")
    if others is not None and words["bound"]:
        return others.format_map(words)
    own = INBOX_OF_CONSULTED if post is Post.CONSULTED else INBOX
    return own.get(_kind(event), INBOX[_kind(event)]).format_map(words)

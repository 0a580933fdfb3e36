"""On arrival each event gets the next position of our own feed and its ways out of here.

Everything is written in the transaction that moves the consumer's checkpoint: the position in the
feed, a delivery for every endpoint that wants and may hear it, a line for everybody concerned. What
is in the feed already is left alone, so that a rebuild, which hears it all again, changes nothing.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import MetaData

from services.notifications.domain.endpoint_facts import Heard, Ordering
from services.notifications.domain.events import Event
from services.notifications.domain.reach import (
    Guard,
    Matter,
    Reach,
    departments_of,
    matter_of,
    reach_of_endpoint,
)
from services.notifications.views import inbox, receivers
from services.notifications.views.bell import RING
from services.notifications.views.concerned import is_readable
from services.notifications.views.feed import as_grant
from services.notifications.views.receivers import Change, Receiver
from shared.adapters.event_store import EventStore
from shared.adapters.views import SCHEMA
from shared.contracts.envelope import CloudEvent, sequence_text
from shared.kernel.identifiers import AccountId, DepartmentId, ParkId, StreamKey
from shared.kernel.policy import Grant, Guarded, Who

_KNOWN = "SELECT event_id FROM own.feed WHERE event_id = ANY($1)"
_HEAD = "SELECT position FROM own.feed_head FOR UPDATE"
_GRANTS = """
SELECT account, role, park, department, until FROM {0}.account_grant WHERE account = ANY($1)
"""
_GUARDS = """
SELECT subject, park, departments, people, everyone FROM {0}.subject WHERE subject = ANY($1)
"""
_LOCK = """
SELECT endpoint_id FROM own.receiver WHERE endpoint_id = ANY($1) ORDER BY endpoint_id
FOR NO KEY UPDATE
"""
# In an ordered lane only the first unfinished delivery is pending, those behind it wait.
_DELIVER = """
WITH new AS (INSERT INTO own.delivery (id, endpoint_id, position, lane, status, created_at,
  open_since, next_attempt_at)
SELECT n.id, n.endpoint_id, n.position, n.lane,
  CASE WHEN n.lane <> '' AND (
    row_number() OVER (PARTITION BY n.endpoint_id, n.lane ORDER BY n.position) > 1
    OR EXISTS (SELECT 1 FROM own.delivery o WHERE o.endpoint_id = n.endpoint_id
      AND o.lane = n.lane AND o.status IN ('pending', 'waiting', 'sending')))
  THEN 'waiting' ELSE 'pending' END, $1, $1, $1
FROM unnest($2::uuid[], $3::text[], $4::bigint[], $5::text[]) AS n(id, endpoint_id, position, lane))
UPDATE own.receiver SET next_due_at = least(coalesce(next_due_at, 'infinity'),
  greatest($1, coalesce(open_until, $1))) WHERE endpoint_id = ANY($3)
"""
_FILE = f"""
WITH filed AS (
  INSERT INTO own.feed (position, event_id, service, type, stream, project, realm, subject,
    recorded_at, body, thin, departments)
  SELECT a, b, c, d, e, f, g, h, i, j, k, string_to_array(l, ',')
  FROM unnest($2::bigint[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[],
    $8::text[], $9::text[], $10::timestamptz[], $11::bytea[], $12::bytea[], $13::text[])
    AS given(a, b, c, d, e, f, g, h, i, j, k, l)),
moved AS (UPDATE own.feed_head SET position = $1)
{RING}
"""


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """A delivery about to be written."""

    delivery_id: UUID
    endpoint_id: str
    position: int
    lane: str


@dataclass
class Batch:
    """What one batch comes to."""

    position: int
    receivers: dict[str, Receiver]
    reaches: dict[AccountId, Reach]
    guards: dict[str, tuple[Guard, str | None]]
    feed: list[tuple[Any, ...]] = field(default_factory=list)
    deliveries: list[Delivery] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


class Routing:
    """Numbers, files and forwards what is heard."""

    metadata = MetaData()

    def __init__(
        self,
        store: EventStore[Event],
        public_url: str,
        now: Callable[[], datetime],
        new_id: Callable[[], UUID],
    ) -> None:
        self._store = store
        self._public_url = public_url
        self._now = now
        self._new_id = new_id

    async def hear(
        self, connection: asyncpg.Connection, schema: str, events: Sequence[CloudEvent]
    ) -> None:
        """Route what is new, in order.

        A rebuild hears what is known already: it looks before it holds the feed up for everybody.
        """
        new = [event for event in events if is_readable(event)]
        if schema != SCHEMA:
            new = await _unknown(connection, new)
        if not new:
            return
        position: int = await connection.fetchval(_HEAD)
        new = await _unknown(connection, new)
        if not new:
            return
        at = self._now()
        batch = await self._prepare(connection, schema, new, position)
        for event in new:
            await self._route(batch, event)
        await self._write(connection, batch, at)
        await inbox.write(connection, at, await inbox.lines_for(connection, schema, new, at))

    async def _prepare(
        self,
        connection: asyncpg.Connection,
        schema: str,
        events: Sequence[CloudEvent],
        position: int,
    ) -> Batch:
        subjects = sorted({_matter(event).subject for event in events})
        guards = await connection.fetch(_GUARDS.format(schema), subjects)
        known = await receivers.all_of(connection)
        batch = Batch(
            position=position,
            receivers=known,
            reaches={},
            guards={row["subject"]: _guard(row) for row in guards},
        )
        owners = sorted({receiver.owner for receiver in known.values()} | _new_owners(events))
        at = self._now()
        grants: dict[AccountId, list[Grant]] = {AccountId(owner): [] for owner in owners}
        for row in await connection.fetch(_GRANTS.format(schema), owners):
            grants[row["account"]].append(as_grant(row))
        batch.reaches = {
            owner: reach_of_endpoint(Who(account=owner, grants=tuple(given)), at)
            for owner, given in grants.items()
        }
        return batch

    async def _route(self, batch: Batch, event: CloudEvent) -> None:
        batch.position += 1
        matter = _matter(event)
        batch.feed.append(self._row(batch.position, event, matter))
        if event.service == "notifications" and event.subject.startswith("endpoint-"):
            await self._learn(batch, event)
        guard, park = batch.guards.get(matter.subject, (Guard(), None))
        heard = Heard(
            service=event.service, type=event.eventname, project=event.projectid, park=park
        )
        for receiver in batch.receivers.values():
            if self._goes_to(batch, receiver, heard, matter, guard):
                batch.deliveries.append(self._delivery(batch.position, receiver, event))

    async def _learn(self, batch: Batch, event: CloudEvent) -> None:
        """Take in what happened to an endpoint, exactly at its place among the events."""
        before = batch.receivers.get(event.subject.partition("-")[2])
        stream = StreamKey(event.subject)
        change = await receivers.standing(self._store, stream, event.streamversion, before)
        if change is not None:
            batch.receivers[change.receiver.endpoint_id] = change.receiver
            batch.changes.append(change)

    def _goes_to(
        self, batch: Batch, receiver: Receiver, heard: Heard, matter: Matter, guard: Guard
    ) -> bool:
        if not receiver.verified or not receiver.interest.covers(heard):
            return False
        reach = batch.reaches.get(receiver.owner)
        return reach is not None and reach.covers(matter, guard)

    def _delivery(self, position: int, receiver: Receiver, event: CloudEvent) -> Delivery:
        ordered = receiver.ordering is Ordering.PROJECT
        return Delivery(
            delivery_id=self._new_id(),
            endpoint_id=receiver.endpoint_id,
            position=position,
            lane=(event.projectid or "") if ordered else "",
        )

    def _row(self, position: int, event: CloudEvent, matter: Matter) -> tuple[Any, ...]:
        plain = event.model_dump(mode="json", exclude_none=True)
        plain["feedposition"] = sequence_text(position)
        body = _bytes(plain)
        plain.pop("data", None)
        plain["dataref"] = f"{self._public_url}/api/v1/events/{event.id}"
        return (
            position,
            UUID(event.id),
            event.service,
            event.eventname,
            event.subject,
            event.projectid,
            matter.realm.value,
            matter.subject,
            event.time,
            body,
            _bytes(plain),
            ",".join(departments_of(event.service, event.data)) or None,
        )

    async def _write(self, connection: asyncpg.Connection, batch: Batch, at: datetime) -> None:
        touched = {delivery.endpoint_id for delivery in batch.deliveries}
        changed = {change.receiver.endpoint_id for change in batch.changes}
        if concerned := sorted(touched | changed):
            await connection.execute(_LOCK, concerned)
        await connection.execute(
            _FILE, batch.position, *(list(c) for c in zip(*batch.feed, strict=True))
        )
        await receivers.save(connection, batch.changes, at)
        if batch.deliveries:
            await connection.execute(_DELIVER, at, *_columns(batch.deliveries))


async def _unknown(
    connection: asyncpg.Connection, events: Sequence[CloudEvent]
) -> list[CloudEvent]:
    """Return those that are not in the feed."""
    known = await connection.fetch(_KNOWN, [UUID(event.id) for event in events])
    seen = {row["event_id"] for row in known}
    return [event for event in events if UUID(event.id) not in seen]


def _matter(event: CloudEvent) -> Matter:
    return matter_of(event.service, event.subject, event.leadid, event.projectid)


def _new_owners(events: Sequence[CloudEvent]) -> set[AccountId]:
    owners = (
        (event.data or {}).get("owner") for event in events if event.service == "notifications"
    )
    return {AccountId(owner) for owner in owners if isinstance(owner, str)}


def _guard(row: Any) -> tuple[Guard, str | None]:
    guarded = Guarded(
        park=None if row["park"] is None else ParkId(row["park"]),
        departments=frozenset(DepartmentId(name) for name in row["departments"]),
        people=frozenset(AccountId(person) for person in row["people"] or ()),
    )
    return Guard(guarded=guarded, everyone=row["everyone"]), row["park"]


def _bytes(plain: dict[str, Any]) -> bytes:
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()


def _columns(deliveries: Sequence[Delivery]) -> tuple[list[Any], ...]:
    return (
        [delivery.delivery_id for delivery in deliveries],
        [delivery.endpoint_id for delivery in deliveries],
        [delivery.position for delivery in deliveries],
        [delivery.lane for delivery in deliveries],
    )

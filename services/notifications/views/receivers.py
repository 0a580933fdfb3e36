"""The endpoints as routing and delivery know them: `own.receiver`."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg

from services.notifications.domain.endpoint import Stage
from services.notifications.domain.endpoint_facts import Interest, Ordering
from services.notifications.domain.events import Event
from services.notifications.domain.record import EndpointRecord, evolve_record
from shared.adapters.event_store import EventStore
from shared.kernel.identifiers import AccountId, ParkId, ProjectId, StreamKey
from shared.kernel.recorded import fold_record

_COLUMNS = "endpoint_id, version, owner, stage, verified, ordering, interest"
_ALL = f"SELECT {_COLUMNS} FROM own.receiver"
_SAVE = """
INSERT INTO own.receiver AS r (endpoint_id, version, owner, url, stage, verified, profile, ordering,
  interest, retries, keys, degraded)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
ON CONFLICT (endpoint_id) DO UPDATE SET version = excluded.version, stage = excluded.stage,
  verified = excluded.verified, keys = excluded.keys, degraded = excluded.degraded
WHERE r.version < excluded.version
"""
# Begins, or begins afresh: on probation, with nothing held against it.
_BEGIN = """
UPDATE own.receiver SET proven = false, send_window = 1, failures = 0, refusals = 0,
  failing_since = NULL, open_until = NULL, next_due_at = $2
WHERE endpoint_id = $1
"""


@dataclass(frozen=True, kw_only=True)
class Receiver:
    """接收方: what routing asks about an endpoint."""

    endpoint_id: str
    version: int
    owner: AccountId
    stage: Stage
    verified: bool
    ordering: Ordering
    interest: Interest


@dataclass(frozen=True, kw_only=True)
class Change:
    """An endpoint's new standing, to be written."""

    receiver: Receiver
    record: EndpointRecord
    afresh: bool


async def all_of(connection: asyncpg.Connection) -> dict[str, Receiver]:
    """Return every receiver by its endpoint's id."""
    return {row["endpoint_id"]: _read(row) for row in await connection.fetch(_ALL)}


async def standing(
    store: EventStore[Event], stream: StreamKey, version: int, before: Receiver | None
) -> Change | None:
    """Return where an endpoint stands at a version of its stream; None if that is known already."""
    if before is not None and before.version >= version:
        return None
    events = [event for event in await store.stream(stream) if event.version <= version]
    record = fold_record(evolve_record, events)
    if record is None:
        return None
    receiver = Receiver(
        endpoint_id=record.id,
        version=version,
        owner=record.owner,
        stage=record.stage,
        verified=record.verified_at is not None,
        ordering=record.ordering,
        interest=record.interest,
    )
    was = before.stage if before is not None else Stage.UNVERIFIED
    afresh = receiver.stage is Stage.ACTIVE and was is not Stage.ACTIVE
    return Change(receiver=receiver, record=record, afresh=afresh)


async def save(connection: asyncpg.Connection, changes: Sequence[Change], at: datetime) -> None:
    """Write new standings."""
    for change in changes:
        record, receiver = change.record, change.receiver
        await connection.execute(
            _SAVE,
            record.id,
            receiver.version,
            record.owner,
            record.url,
            record.stage.value,
            receiver.verified,
            record.profile.value,
            record.ordering.value,
            json.dumps(_interest_plain(record.interest)),
            list(record.retries),
            json.dumps([[k.key_id, k.until and k.until.isoformat()] for k in record.keys]),
            record.degraded_since is not None,
        )
        if change.afresh:
            await connection.execute(_BEGIN, record.id, at)


def _interest_plain(interest: Interest) -> dict[str, list[str]]:
    return {
        "services": list(interest.services),
        "types": list(interest.types),
        "projects": list(interest.projects),
        "parks": list(interest.parks),
    }


def _read(row: Any) -> Receiver:
    plain = json.loads(row["interest"])
    return Receiver(
        endpoint_id=row["endpoint_id"],
        version=row["version"],
        owner=AccountId(row["owner"]),
        stage=Stage(row["stage"]),
        verified=row["verified"],
        ordering=Ordering(row["ordering"]),
        interest=Interest(
            services=tuple(plain["services"]),
            types=tuple(plain["types"]),
            projects=tuple(ProjectId(project) for project in plain["projects"]),
            parks=tuple(ParkId(park) for park in plain["parks"]),
        ),
    )

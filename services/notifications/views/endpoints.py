"""The list of endpoints, with the span of recorded time in which each row was the truth."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import asyncpg
from pydantic_core import from_json, to_json
from sqlalchemy import JSON, Column, MetaData, Select, Text, select

from services.notifications.domain.endpoint import Stage
from services.notifications.domain.events import Event
from services.notifications.domain.record import EndpointRecord, evolve_record
from shared.adapters.event_store import EventStore
from shared.adapters.listing import Key, words
from shared.adapters.views import OwnView, RecordView, known_at, versioned_table, visible_in
from shared.kernel.identifiers import AccountId, EndpointId
from shared.kernel.policy import Visibility

ENDPOINTS = versioned_table(
    "endpoint",
    MetaData(),
    Column("owner", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("record", JSON, nullable=False),
)


BY_ID = (Key(ENDPOINTS.c.id, words),)


def own_view(store: EventStore[Event]) -> OwnView:
    """Return the view to be kept."""
    return RecordView(ENDPOINTS, "endpoint", evolve_record, _row, store)


def matching(
    visibility: Visibility, as_of: datetime | None, stage: Stage | None, owner: str | None
) -> Select[Any]:
    """Select the endpoints that may be seen, of a stage and an owner if these are asked for."""
    table = ENDPOINTS.c
    seen = visible_in(visibility, people=[table.owner])
    query = select(table.version, table.record).where(known_at(ENDPOINTS, as_of), seen)
    for column, value in ((table.stage, stage), (table.owner, owner)):
        if value is not None:
            query = query.where(column == value)
    return query


def listed(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the list shows of a row."""
    return {**from_json(row["record"]), "version": row["version"]}


async def endpoints_of(pool: asyncpg.Pool, owner: AccountId) -> Sequence[EndpointId]:
    """Return the endpoints that an account owns now."""
    rows = await pool.fetch(
        "SELECT id FROM view.endpoint WHERE owner = $1 AND known_to IS NULL ORDER BY id", owner
    )
    return [EndpointId(row["id"]) for row in rows]


def _row(record: EndpointRecord) -> dict[str, Any]:
    return {
        "owner": record.owner,
        "stage": record.stage.value,
        "record": to_json(asdict(record)).decode(),
    }

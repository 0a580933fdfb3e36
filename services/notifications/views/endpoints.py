"""The list of endpoints, with the span of recorded time in which each row was the truth."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import asyncpg
from pydantic_core import from_json, to_json
from sqlalchemy import JSON, Column, MetaData, Text, select

from services.notifications.domain.events import Event
from services.notifications.domain.record import EndpointRecord, evolve_record
from shared.adapters import sql
from shared.adapters.event_store import EventStore
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


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a list of endpoints is asked for; None asks for everything."""

    as_of: datetime | None
    stage: str | None
    owner: str | None
    after: str | None
    limit: int


def own_view(store: EventStore[Event]) -> OwnView:
    """Return the view to be kept."""
    return RecordView(ENDPOINTS, "endpoint", evolve_record, _row, store)


async def endpoints(
    pool: asyncpg.Pool, wanted: Wanted, visibility: Visibility
) -> list[dict[str, Any]]:
    """Return a page of endpoints and, where there are more, one beyond it."""
    table = ENDPOINTS
    query = (
        select(table.c.version, table.c.record)
        .where(known_at(table, wanted.as_of))
        .where(visible_in(visibility, people=[table.c.owner]))
        .order_by(table.c.id)
        .limit(wanted.limit + 1)
    )
    for column, value in ((table.c.stage, wanted.stage), (table.c.owner, wanted.owner)):
        if value is not None:
            query = query.where(column == value)
    if wanted.after is not None:
        query = query.where(table.c.id > wanted.after)
    rows = await sql.fetch(pool, query)
    return [{**from_json(row["record"]), "version": row["version"]} for row in rows]


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

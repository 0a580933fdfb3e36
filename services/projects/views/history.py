"""The whole story of a project: every published event of the project and of its lead, in order.

Heard from the bus like anybody's, the service's own as well. Rows are only added: what was told
stays told, so `as_of` is no more than a bound on when it was recorded.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg
from pydantic import BaseModel, ConfigDict, JsonValue
from pydantic_core import from_json, to_json
from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    DateTime,
    Index,
    Integer,
    MetaData,
    Select,
    Table,
    Text,
    or_,
    select,
    tuple_,
)

from shared.adapters import sql
from shared.adapters.views import SCHEMA
from shared.contracts.envelope import CloudEvent
from shared.kernel.effective import Effective, Precision
from shared.kernel.identifiers import LeadId, ProjectId
from shared.kernel.recorded import Recorded
from shared.kernel.texts import event_name

_metadata = MetaData()
HISTORY = Table(
    "history",
    _metadata,
    Column("service", Text, primary_key=True),
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("event_id", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("stream", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("lead", Text),
    Column("project", Text),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("effective_from", DateTime(timezone=True), nullable=False),
    Column("effective_to", DateTime(timezone=True), nullable=False),
    Column("precision", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("department", Text),
    Column("on_behalf_of", Text),
    Column("correlation", Text, nullable=False),
    Column("causation", Text),
    Column("corrects", Text),
    Column("hash", Text, nullable=False),
    Column("data", Text),
    schema=SCHEMA,
)
_PLACE = (HISTORY.c.recorded_at, HISTORY.c.service, HISTORY.c.sequence)
Index("history_of_project", HISTORY.c.project, *_PLACE)
Index("history_of_lead", HISTORY.c.lead, *_PLACE)


class HistoryView:
    """Keeps a row for every published event that concerns a lead or a project."""

    metadata = _metadata

    async def hear(
        self, connection: asyncpg.Connection, schema: str, events: Sequence[CloudEvent]
    ) -> None:
        """Add these events. Called in order, inside the checkpoint's transaction."""
        concerned = [event for event in events if event.leadid or event.projectid]
        columns = [column.name for column in HISTORY.columns]
        rows = [_row(event) for event in concerned]
        if rows:
            await connection.copy_records_to_table(
                HISTORY.name,
                schema_name=schema,
                columns=columns,
                records=[tuple(row[column] for column in columns) for row in rows],
            )


def _row(event: CloudEvent) -> dict[str, Any]:
    return {
        "service": event.service,
        "sequence": event.position,
        "event_id": event.id,
        "type": event.eventname,
        "stream": event.subject,
        "version": event.streamversion,
        "lead": event.leadid,
        "project": event.projectid,
        "recorded_at": event.time,
        "effective_from": event.effectivefrom,
        "effective_to": event.effectiveto,
        "precision": event.effectiveprecision.value,
        "actor": event.actorid,
        "role": event.actorrole,
        "department": event.actordepartment,
        "on_behalf_of": event.onbehalfof,
        "correlation": event.correlationid,
        "causation": event.causationid,
        "corrects": event.corrects,
        "hash": event.chainhash,
        "data": None if event.data is None else to_json(event.data).decode(),
    }


class Change(BaseModel):
    """变动: one field, before and after."""

    model_config = ConfigDict(frozen=True)

    field: str
    before: JsonValue
    after: JsonValue


class By(BaseModel):
    """操作人: the account, and the role and department it acted in."""

    model_config = ConfigDict(frozen=True)

    id: str
    role: str
    department: str | None


class Entry(BaseModel):
    """历史条目: one event, with everything that proves and explains it."""

    model_config = ConfigDict(frozen=True)

    service: str
    sequence: int
    event_id: str
    type: str
    name: str
    stream: str
    version: int
    recorded_at: datetime
    effective: dict[str, str]
    by: By
    on_behalf_of: str | None
    correlation: str
    causation: str | None
    corrects: str | None
    hash: str
    changes: list[Change]
    data: dict[str, JsonValue] | None


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which entries of a history are asked for; None and empty ask for everything."""

    project: ProjectId
    lead: LeadId | None
    limit: int
    newest_first: bool = False
    as_of: datetime | None = None
    valid_at: datetime | None = None
    services: Sequence[str] = ()
    types: Sequence[str] = ()
    after: tuple[datetime, str, int] | None = None


async def history(pool: asyncpg.Pool, wanted: Wanted) -> list[Entry]:
    """Return entries in order; one more than asked for if there are more."""
    query = _matching(select(HISTORY), wanted)
    order = [column.desc() if wanted.newest_first else column.asc() for column in _PLACE]
    rows = await sql.fetch(pool, query.order_by(*order).limit(wanted.limit + 1))
    return [_entry(row) for row in rows]


def _matching(query: Select[Any], wanted: Wanted) -> Select[Any]:
    table = HISTORY.c
    query = query.where(_concerns(wanted))
    if wanted.as_of is not None:
        query = query.where(table.recorded_at <= wanted.as_of)
    if wanted.valid_at is not None:
        query = query.where(table.effective_from <= wanted.valid_at)
    if wanted.services:
        query = query.where(table.service.in_(wanted.services))
    if wanted.types:
        query = query.where(table.type.in_(wanted.types))
    if wanted.after is not None:
        place, after = tuple_(*_PLACE), tuple_(*wanted.after)
        query = query.where(place < after if wanted.newest_first else place > after)
    return query


def _concerns(wanted: Wanted) -> ColumnElement[bool]:
    table = HISTORY.c
    if wanted.lead is None:
        return table.project == wanted.project
    return or_(table.project == wanted.project, table.lead == wanted.lead)


def _entry(row: Mapping[str, Any]) -> Entry:
    data = None if row["data"] is None else from_json(row["data"])
    effective = Effective(row["effective_from"], row["effective_to"], Precision(row["precision"]))
    facts = {name: row[name] for name in Entry.model_fields if name in row}
    return Entry(
        **{
            **facts,
            "name": event_name(row["type"]),
            "effective": effective.to_plain(),
            "by": By(id=row["actor"], role=row["role"], department=row["department"]),
            "changes": changes(data or {}),
            "data": data,
        }
    )


def entry_of(service: str, recorded: Recorded[Any], told: BaseModel | None) -> Entry:
    """Return a stored event of this service as its history shows it."""
    meta = recorded.meta
    data = None if told is None else told.model_dump(mode="json")
    return Entry(
        service=service,
        sequence=recorded.position,
        event_id=recorded.event_id,
        type=type(recorded.event).__name__,
        name=event_name(type(recorded.event).__name__),
        stream=recorded.stream,
        version=recorded.version,
        recorded_at=recorded.recorded_at,
        effective=meta.effective.to_plain(),
        by=By(id=meta.actor.id, role=meta.actor.role, department=meta.actor.department),
        on_behalf_of=meta.on_behalf_of,
        correlation=meta.correlation,
        causation=meta.causation,
        corrects=meta.corrects,
        hash=recorded.hash.hex(),
        changes=changes(data or {}),
        data=data,
    )


def changes(data: Mapping[str, Any]) -> list[Change]:
    """Return what an event replaced: `from_…` and `to_…`, or what differs in before and after."""
    pairs = [
        Change(field=name.removeprefix("from_"), before=before, after=data[_to(name)])
        for name, before in data.items()
        if name.startswith("from_") and _to(name) in data
    ]
    if "before" in data and "after" in data:
        pairs.extend(_differences(data["before"], data["after"]))
    return pairs


def _to(name: str) -> str:
    return f"to_{name.removeprefix('from_')}"


def _differences(before: Any, after: Any) -> Iterable[Change]:
    if not isinstance(before, dict) or not isinstance(after, dict):
        return [Change(field="value", before=before, after=after)]
    return [
        Change(field=name, before=before.get(name), after=after.get(name))
        for name in dict.fromkeys([*before, *after])
        if before.get(name) != after.get(name)
    ]

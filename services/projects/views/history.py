"""The whole story of a project: every published event of the project and of its lead, in order.

Heard from the bus like anybody's, the service's own as well. Rows are only added: what was told
stays told, so `as_of` is no more than a bound on when it was recorded.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

import asyncpg
from pydantic import BaseModel, ConfigDict, JsonValue, StringConstraints
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
)

from services.projects.views.changes import Change, Telling
from shared.adapters import listing
from shared.adapters.listing import Key, instant, number, words
from shared.adapters.times import Times
from shared.adapters.views import SCHEMA
from shared.contracts.envelope import CloudEvent
from shared.kernel.effective import Effective, Precision
from shared.kernel.identifiers import LeadId, ProjectId, StreamKey
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

Kind = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{1,64}$")]


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
    withheld: bool = False


class Wish(listing.Wish):
    """筛选: of which services and of which types; oldest first unless asked otherwise."""

    service: tuple[Kind, ...] = ()
    type: tuple[Kind, ...] = ()
    sort: Literal["recorded_at", "-recorded_at"] = "recorded_at"

    def keys(self) -> list[Key]:
        """Return what to sort by; of one instant, the order in which each service told it."""
        readers = (instant, words, number)
        down = self.sort.startswith("-")
        return [Key(column, read, down) for column, read in zip(_PLACE, readers, strict=True)]


def matching(wish: Wish, project: ProjectId, lead: LeadId | None, times: Times) -> Select[Any]:
    """Select what of a project's history is asked for."""
    table = HISTORY.c
    query = select(HISTORY).where(_concerns(project, lead))
    if times.as_of is not None:
        query = query.where(table.recorded_at <= times.as_of)
    if times.valid_at is not None:
        query = query.where(table.effective_from <= times.valid_at)
    if wish.service:
        query = query.where(table.service.in_(wish.service))
    if wish.type:
        query = query.where(table.type.in_(wish.type))
    return query


def _concerns(project: ProjectId, lead: LeadId | None) -> ColumnElement[bool]:
    table = HISTORY.c
    if lead is None:
        return table.project == project
    return or_(table.project == project, table.lead == lead)


def told_until(
    rows: Sequence[Mapping[str, Any]], project: ProjectId, lead: LeadId | None
) -> Select[Any]:
    """Select what was told up to the newest of these rows: before and after come from it."""
    table = HISTORY.c
    newest = max(row["recorded_at"] for row in rows)
    columns = (table.service, table.sequence, table.stream, table.data)
    query = select(*columns).where(_concerns(project, lead), table.data.is_not(None))
    return query.where(table.recorded_at <= newest).order_by(*_PLACE)


def entries_of(
    rows: Sequence[Mapping[str, Any]],
    told: Sequence[Mapping[str, Any]],
    may_read: Callable[[str, Mapping[str, Any]], bool] | None = None,
) -> list[Entry]:
    """Return rows as the history shows them; `told` is what stands up to the newest of them."""
    telling = Telling()
    data = {_place(row): from_json(row["data"]) for row in told}
    changes = {
        _place(row): telling.changes(row["service"], row["stream"], data[_place(row)])
        for row in told
    }
    return [
        _withheld(row)
        if may_read and not may_read(row["service"], data.get(_place(row), {}))
        else _entry(row, data.get(_place(row)), changes.get(_place(row), []))
        for row in rows
    ]


def _place(row: Mapping[str, Any]) -> tuple[str, int]:
    return row["service"], row["sequence"]


def _withheld(row: Mapping[str, Any]) -> Entry:
    """Show that it happened, when and by whom, and no more."""
    return _entry(row, None, []).model_copy(update={"withheld": True})


def _entry(
    row: Mapping[str, Any], data: dict[str, JsonValue] | None, changes: list[Change]
) -> Entry:
    effective = Effective(row["effective_from"], row["effective_to"], Precision(row["precision"]))
    facts = {name: row[name] for name in Entry.model_fields if name in row}
    return Entry(
        **{
            **facts,
            "name": event_name(row["type"]),
            "effective": effective.to_plain(),
            "by": By(id=row["actor"], role=row["role"], department=row["department"]),
            "changes": changes,
            "data": data,
        }
    )


def entries_of_stream(
    service: str,
    events: Sequence[Recorded[Any]],
    publish: Callable[[StreamKey, Recorded[Any]], BaseModel | None],
) -> list[Entry]:
    """Return a stream's events as the history shows them."""
    telling = Telling()
    entries = []
    for recorded in events:
        told = publish(recorded.stream, recorded)
        data = None if told is None else told.model_dump(mode="json")
        changes = telling.changes(service, recorded.stream, data or {})
        entries.append(_entry_of(service, recorded, data, changes))
    return entries


def _entry_of(
    service: str, recorded: Recorded[Any], data: dict[str, Any] | None, changes: list[Change]
) -> Entry:
    meta = recorded.meta
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
        changes=changes,
        data=data,
    )

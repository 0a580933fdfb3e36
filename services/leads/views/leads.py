"""The list of leads: a row per version of each record, found again as of any day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import asyncpg
from pydantic_core import from_json, to_json
from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    DateTime,
    Integer,
    MetaData,
    Select,
    Text,
    and_,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB

from services.leads.domain.events import Event
from services.leads.domain.record import LeadRecord, evolve_record
from services.leads.domain.stages import Stage
from shared.adapters import sql
from shared.adapters.event_store import EventStore
from shared.adapters.views import RecordView, known_at, versioned_table, visible_in
from shared.kernel.effective import Effective
from shared.kernel.identifiers import AccountId, ParkId
from shared.kernel.policy import Visibility

_metadata = MetaData()
LEADS = versioned_table(
    "lead",
    _metadata,
    Column("name", Text, nullable=False),
    Column("investor_name", Text),
    Column("credit_code", Text),
    Column("park", Text, nullable=False),
    Column("specialist", Text),
    Column("stage", Text, nullable=False),
    Column("since", JSONB, nullable=False),
    Column("since_start", DateTime(timezone=True), nullable=False),
    Column("registered", JSONB, nullable=False),
    Column("registered_start", DateTime(timezone=True), nullable=False),
    Column("amount", JSONB, nullable=False),
    Column("agreed_amount", JSONB),
    Column("signed", JSONB),
    Column("follow_ups", Integer, nullable=False),
    Column("last_follow_up", JSONB),
    Column("next_on", Date),
    Column("project", Text),
    Column("imported_in", Text),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
)
_PLAIN = ("since", "registered", "amount", "agreed_amount", "signed", "last_follow_up")
_NO_DAY = date(9999, 12, 31)

# By what a list may be sorted: the column, and how a cursor's text becomes its value again.
SORTS: Mapping[str, tuple[ColumnElement[Any], Any]] = {
    "registered": (LEADS.c.registered_start, datetime.fromisoformat),
    "since": (LEADS.c.since_start, datetime.fromisoformat),
    "recorded_at": (LEADS.c.recorded_at, datetime.fromisoformat),
    "next_on": (func.coalesce(LEADS.c.next_on, literal(_NO_DAY, Date)), date.fromisoformat),
    "name": (LEADS.c.name, str),
    "stage": (LEADS.c.stage, str),
    "id": (LEADS.c.id, str),
}


def view(store: EventStore[Event]) -> RecordView[LeadRecord, Any]:
    """Return the list as it is kept."""
    return RecordView(LEADS, "lead", evolve_record, _row, store)


def _row(record: LeadRecord) -> dict[str, Any]:
    known, agreement = record.particulars, record.agreement
    if known is None or record.since is None or record.registered is None:
        raise ValueError("a stored lead begins with its registration")
    return {
        "name": known.name,
        "investor_name": known.investor_name,
        "credit_code": known.credit_code,
        "park": record.park,
        "specialist": record.specialist,
        "stage": record.stage,
        "since": _time(record.since),
        "since_start": record.since.start,
        "registered": _time(record.registered),
        "registered_start": record.registered.start,
        "amount": to_json(known.amount.to_plain()).decode(),
        "agreed_amount": to_json(agreement.amount.to_plain()).decode() if agreement else None,
        "signed": _time(record.signed),
        "follow_ups": record.follow_ups,
        "last_follow_up": _time(record.last_follow_up),
        "next_on": record.next_on,
        "project": record.project,
        "imported_in": record.imported_in,
        "recorded_at": record.recorded_at,
    }


def _time(effective: Effective | None) -> str | None:
    return None if effective is None else to_json(effective.to_plain()).decode()


@dataclass(frozen=True, kw_only=True)
class Order:
    """One key of a sort: a name among SORTS, and which way."""

    name: str
    descending: bool = False


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a list of leads is asked for; None and empty ask for everything."""

    visibility: Visibility
    as_of: datetime | None
    order: Sequence[Order]
    limit: int
    after: Sequence[Any] | None = None
    stages: Sequence[Stage] = ()
    park: ParkId | None = None
    specialist: AccountId | None = None
    words: str | None = None


async def leads(pool: asyncpg.Pool, wanted: Wanted) -> list[dict[str, Any]]:
    """Return leads in order; one more than asked for if there are more."""
    query = _matching(select(LEADS), wanted)
    if wanted.after is not None:
        query = query.where(_behind(wanted.order, wanted.after))
    for order in wanted.order:
        key = SORTS[order.name][0]
        query = query.order_by(key.desc() if order.descending else key.asc())
    rows = await sql.fetch(pool, query.limit(wanted.limit + 1))
    return [_read(row) for row in rows]


async def count(pool: asyncpg.Pool, wanted: Wanted) -> int:
    """Return how many leads match, on all pages together."""
    query = _matching(select(func.count()).select_from(LEADS), wanted)
    row = await sql.fetchrow(pool, query)
    return int(row[0]) if row else 0


def sort_values(row: Mapping[str, Any], order: Sequence[Order]) -> list[Any]:
    """Return a row's place in an order, for the cursor that goes on behind it."""
    columns = {"registered": "registered_start", "since": "since_start"}
    values = [row[columns.get(one.name, one.name)] for one in order]
    return [_NO_DAY if value is None else value for value in values]


def _read(row: Mapping[str, Any]) -> dict[str, Any]:
    plain = {name: from_json(row[name]) if row[name] else None for name in _PLAIN}
    return {**row, **plain}


def _matching(query: Select[Any], wanted: Wanted) -> Select[Any]:
    """Narrow to what is asked for; an undone import shows only to who asks for such leads."""
    table = LEADS.c
    query = query.where(
        known_at(LEADS, wanted.as_of),
        visible_in(wanted.visibility, park=table.park, people=[table.specialist]),
    )
    if wanted.stages:
        query = query.where(table.stage.in_(wanted.stages))
    else:
        query = query.where(table.stage != Stage.WITHDRAWN)
    if wanted.park is not None:
        query = query.where(table.park == wanted.park)
    if wanted.specialist is not None:
        query = query.where(table.specialist == wanted.specialist)
    if wanted.words is not None:
        fields = (table.name, table.investor_name, table.credit_code)
        query = query.where(
            or_(*(field.icontains(wanted.words, autoescape=True) for field in fields))
        )
    return query


def _behind(order: Sequence[Order], after: Sequence[Any]) -> ColumnElement[bool]:
    """Return the condition for what follows a place in an order of several directions."""
    alternatives: list[ColumnElement[bool]] = []
    equal: list[ColumnElement[bool]] = []
    for one, value in zip(order, after, strict=True):
        key = SORTS[one.name][0]
        alternatives.append(and_(*equal, key < value if one.descending else key > value))
        equal.append(key == value)
    return or_(*alternatives)

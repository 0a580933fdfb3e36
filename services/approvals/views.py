"""The list of cases, the timers, and the questions asked of them."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import asyncpg
from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Index,
    MetaData,
    Select,
    Text,
    case,
    func,
    literal,
    select,
    tuple_,
)

from services.approvals.domain.case import CASE
from services.approvals.domain.events import CaseEvent, Event
from services.approvals.domain.record import CaseRecord, evolve_record
from services.approvals.domain.terms import ClockKind
from services.approvals.domain.ticking import timers
from services.approvals.domain.timekeeping import Shown, turning
from shared.adapters import sql
from shared.adapters.event_store import EventStore
from shared.adapters.scheduler import TimerView
from shared.adapters.views import OwnView, RecordView, known_at, versioned_table, visible_in
from shared.kernel.identifiers import CaseId
from shared.kernel.policy import Visibility
from shared.kernel.recorded import Recorded

_metadata = MetaData()
FAR_OFF = date(9999, 12, 31)
CATCH_UP_SECONDS = 15

CASES = versioned_table(
    "approval_case",
    _metadata,
    Column("project", Text, nullable=False),
    Column("project_name", Text, nullable=False),
    Column("item_code", Text, nullable=False),
    Column("item_name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("department", Text, nullable=False),
    Column("park", Text),
    Column("specialist", Text),
    Column("officer", Text),
    Column("leader", Text),
    Column("stage", Text, nullable=False),
    Column("open", Boolean, nullable=False),
    Column("awaiting", Text, nullable=False),
    Column("received_on", Date, nullable=False),
    Column("accepted_on", Date),
    Column("due_on", Date, nullable=False),
    Column("statutory_due_on", Date),
    Column("promised_due_on", Date),
    Column("due_soon_at", DateTime(timezone=True)),
    Column("overdue_at", DateTime(timezone=True)),
    Column("stopped", Boolean, nullable=False),
    Column("calendar_version", Text, nullable=False),
    Column("document_number", Text),
)
Index("approval_case_due", CASES.c.due_on, CASES.c.id, postgresql_where=CASES.c.known_to.is_(None))
Index("approval_case_project", CASES.c.project, postgresql_where=CASES.c.known_to.is_(None))

SORTS: Mapping[str, ColumnElement[Any]] = {
    "due_on": CASES.c.due_on,
    "received_on": CASES.c.received_on,
}

Positions = Callable[[], Awaitable[Mapping[str, int]]]


def own_views(store: EventStore[Event]) -> Sequence[OwnView]:
    """Return what this service keeps of its own events."""
    return [
        RecordView(CASES, "case", evolve_record, row, store),
        TimerView("case", timers_after, store),
    ]


async def timers_after(history: Sequence[Recorded[CaseEvent]]) -> Mapping[str, datetime]:
    """Return the timers of one case, from its events alone."""
    return timers(CASE.fold(recorded.event for recorded in history))


def row(record: CaseRecord) -> dict[str, Any]:
    """Return what the list shows of a case; a case without a clock is due on no day."""
    turns = turning(record.deadlines)
    item, clock = record.item, record.clock
    return {
        "project": record.project,
        "project_name": record.project_name,
        "item_code": item.code if item else None,
        "item_name": item.name if item else None,
        "kind": item.kind if item else None,
        "department": item.department if item else None,
        "park": record.park,
        "specialist": record.readers.specialist,
        "officer": record.readers.officer,
        "leader": record.readers.leader,
        "stage": record.stage,
        "open": record.open,
        "awaiting": record.awaiting.value,
        "received_on": clock.received_on,
        "accepted_on": clock.accepted_on,
        "due_on": turns.due.day if turns.due else FAR_OFF,
        "statutory_due_on": _due_on(record, ClockKind.STATUTORY),
        "promised_due_on": _due_on(record, ClockKind.PROMISED),
        "due_soon_at": turns.due_soon_at,
        "overdue_at": turns.overdue_at,
        "stopped": turns.stopped,
        "calendar_version": record.calendar_version,
        "document_number": record.outcome.document_number,
    }


def _due_on(record: CaseRecord, clock: ClockKind) -> date | None:
    deadline = record.deadline(clock)
    return deadline.due.day if deadline and deadline.due else None


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a list of cases is asked for; None asks for everything."""

    at: datetime
    as_of: datetime | None
    visibility: Visibility
    equal: Mapping[str, str]
    due_before: date | None
    light: Shown | None
    sort: str
    descending: bool
    after: tuple[date, str] | None
    limit: int


def light(at: datetime) -> ColumnElement[str | None]:
    """Return the light of a row at a moment, as `light_at` has it for a record."""
    table = CASES.c
    return case(
        (table.overdue_at <= at, literal(Shown.OVERDUE.value)),
        (table.due_soon_at <= at, literal(Shown.DUE_SOON.value)),
        (table.stopped, literal(Shown.STOPPED.value)),
        (table.due_on < FAR_OFF, literal(Shown.NORMAL.value)),
    )


def _filtered(wanted: Wanted) -> list[ColumnElement[bool]]:
    table = CASES.c
    seen = visible_in(
        wanted.visibility,
        park=table.park,
        departments=table.department,
        people=(table.specialist, table.officer, table.leader),
    )
    conditions = [known_at(CASES, wanted.as_of), seen]
    conditions += [table[name] == value for name, value in wanted.equal.items()]
    if wanted.due_before is not None:
        conditions.append(table.due_on < wanted.due_before)
    if wanted.light is not None:
        conditions.append(light(wanted.at) == wanted.light.value)
    return conditions


def _page(wanted: Wanted) -> Select[Any]:
    by, identifier = SORTS[wanted.sort], CASES.c.id
    place = tuple_(by, identifier)
    query = select(*CASES.c, light(wanted.at).label("light")).where(*_filtered(wanted))
    if wanted.after is not None:
        last = tuple_(*wanted.after)
        query = query.where(place < last if wanted.descending else place > last)
    order = (by.desc(), identifier.desc()) if wanted.descending else (by, identifier)
    return query.order_by(*order).limit(wanted.limit + 1)


async def cases(pool: asyncpg.Pool, wanted: Wanted) -> list[dict[str, Any]]:
    """Return cases in the order asked for; one more than asked for if there are more."""
    return [dict(found) for found in await sql.fetch(pool, _page(wanted))]


async def count(pool: asyncpg.Pool, wanted: Wanted) -> int:
    """Return how many cases a list holds on all its pages."""
    query = select(func.count()).select_from(CASES).where(*_filtered(wanted))
    found = await sql.fetchrow(pool, query)
    return int(found[0]) if found else 0


async def open_cases_known_at(
    pool: asyncpg.Pool, positions: Positions, service: str, position: int
) -> list[CaseId]:
    """Return the cases still open once the list knows a position; TimeoutError when it does not.

    Whatever is decided after that position was decided with what was stored at it.
    """
    deadline = asyncio.get_running_loop().time() + CATCH_UP_SECONDS
    while (await positions()).get(service, 0) < position:
        if asyncio.get_running_loop().time() > deadline:
            raise TimeoutError(f"the list of cases does not know {position} yet")
        await asyncio.sleep(0.05)
    query = select(CASES.c.id).where(CASES.c.known_to.is_(None), CASES.c.open)
    return [CaseId(found["id"]) for found in await sql.fetch(pool, query.order_by(CASES.c.id))]

"""The list of cases, the timers of each, and the questions asked of them."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal

import asyncpg
from pydantic import StringConstraints
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
    or_,
    select,
    text,
)
from sqlalchemy.sql.elements import Grouping

from services.approvals.domain.case import CASE
from services.approvals.domain.case.record import CaseRecord, evolve_record
from services.approvals.domain.case.ticking import timers
from services.approvals.domain.clocks.lights import Shown, turning
from services.approvals.domain.events import CaseEvent
from services.approvals.domain.terms import OPEN_STAGES, Awaiting, ClockKind, Stage
from shared.adapters import listing, sql
from shared.adapters.bodies import Day, Identifier, ShortName
from shared.adapters.event_store import EventStore
from shared.adapters.listing import Key, day, words
from shared.adapters.views import RecordView, versioned_table, visible_in
from shared.kernel.effective import business_day
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
    Column("consulted", Text, nullable=False),
    Column("park", Text),
    Column("specialist", Text),
    Column("officer", Text),
    Column("leader", Text),
    Column("stage", Text, nullable=False),
    Column("open", Boolean, nullable=False),
    Column("watched", Boolean, nullable=False),
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
    Column("certificate_number", Text),
    Column("valid_until", Date),
)
_T = CASES.c
_NOW = _T.known_to.is_(None)
_FOR_EVER = text("'infinity'::timestamptz")
_KNOWN_UNTIL = func.coalesce(_T.known_to, _FOR_EVER)
_OPEN_UNTIL = Grouping(case((_T.open, _KNOWN_UNTIL)))
# A page is read in the order it is sorted by. Of the past the index itself says which version was
# known; what is open is little beside what has been, now and then.
_VERSION = (_T.known_from, _KNOWN_UNTIL)
Index("approval_case_due", _T.due_on, _T.id, postgresql_where=_NOW)
Index("approval_case_due_then", _T.due_on, _T.id, *_VERSION)
Index("approval_case_received", _T.received_on, _T.id, postgresql_where=_NOW)
Index("approval_case_received_then", _T.received_on, _T.id, *_VERSION, _OPEN_UNTIL)
Index("approval_case_stage", _T.stage, _T.due_on, _T.id, postgresql_where=_NOW)
Index("approval_case_stage_then", _T.stage, _T.due_on, _T.id, *_VERSION)
Index("approval_case_open", _OPEN_UNTIL, _T.due_on, _T.id, _T.known_from)
Index("approval_case_item", _T.item_code, _T.due_on, _T.id)
Index("approval_case_project", _T.project, postgresql_where=_NOW)
for _person in (_T.specialist, _T.officer, _T.leader):
    Index(f"approval_case_{_person.name}", _person)

ItemCode = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$", max_length=40)
]
Positions = Callable[[], Awaitable[Mapping[str, int]]]


def view(store: EventStore[Any]) -> RecordView[CaseRecord, CaseEvent]:
    """Return the list as it is kept."""
    return RecordView(CASES, "case", evolve_record, row, store)


async def timers_after(history: Sequence[Recorded[CaseEvent]]) -> Mapping[str, datetime]:
    """Return the timers of one case, from its events alone."""
    return timers(CASE.fold(recorded.event for recorded in history))


def row(record: CaseRecord) -> dict[str, Any]:
    """Return what the list shows of a case; a case without a clock is due on no day."""
    turns = turning(record.deadlines, record.clock)
    item, clock = record.item, record.clock
    return {
        "project": record.project,
        "project_name": record.project_name,
        "item_code": item.code if item else None,
        "item_name": item.name if item else None,
        "kind": item.kind if item else None,
        "department": item.department if item else None,
        "consulted": "".join(f",{one.department}," for one in record.opinions),
        "park": record.park,
        "specialist": record.readers.specialist,
        "officer": record.readers.officer,
        "leader": record.readers.leader,
        "stage": record.stage,
        "open": record.open,
        "watched": record.open or bool(record.duties),
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
        "certificate_number": (record.certificate.number or None) if record.certificate else None,
        "valid_until": record.certificate.valid_until if record.certificate else None,
    }


def _due_on(record: CaseRecord, clock: ClockKind) -> date | None:
    deadline = record.deadline(clock)
    return deadline.due.day if deadline and deadline.due else None


class Wish(listing.Wish):
    """筛选: what a list of cases can be narrowed by."""

    status: Stage | None = None
    item: ItemCode | None = None
    department: ShortName | None = None
    project: Identifier | None = None
    due_before: Day | None = None
    light: Shown | None = None
    awaiting: Awaiting | None = None
    sort: Literal["due_on", "-due_on", "received_on", "-received_on"] = "due_on"
    count: bool = False

    def keys(self) -> list[Key]:
        """Return what to sort by: a day, and the id the same way."""
        by, down = CASES.c[self.sort.removeprefix("-")], self.sort.startswith("-")
        return [Key(by, day, down), Key(CASES.c.id, words, down)]


def light(at: datetime) -> ColumnElement[str | None]:
    """Return the light of a row at a moment, as `light_at` has it for a record."""
    table = CASES.c
    return case(
        (table.overdue_at <= at, literal(Shown.OVERDUE.value)),
        (table.due_soon_at <= at, literal(Shown.DUE_SOON.value)),
        (table.stopped, literal(Shown.STOPPED.value)),
        (table.due_on < FAR_OFF, literal(Shown.NORMAL.value)),
    )


def matching(
    wish: Wish, visibility: Visibility, as_of: datetime | None, at: datetime
) -> Select[Any]:
    """Select what is asked for, with each case's light at a moment."""
    table = CASES.c
    people = (table.specialist, table.officer, table.leader)
    own = visible_in(visibility, park=table.park, departments=table.department, people=people)
    asked = [table.consulted.contains(f",{one},") for one in sorted(visibility.departments)]
    seen = or_(own, *asked)
    query = select(*table, light(at).label("light")).where(*_versions(wish, as_of), seen)
    for column, value in (
        (table.stage, wish.status),
        (table.item_code, wish.item),
        (table.department, wish.department),
        (table.project, wish.project),
        (table.awaiting, wish.awaiting),
        (light(at), wish.light),
    ):
        if value is not None:
            query = query.where(column == str(value))
    if wish.due_before is not None:
        query = query.where(table.due_on < wish.due_before)
    return query


def _versions(wish: Wish, as_of: datetime | None) -> list[ColumnElement[bool]]:
    """Return the condition for what was the truth at a moment, in the words of the indexes."""
    waits = wish.awaiting not in {None, Awaiting.NOBODY}
    is_open = waits or wish.light is not None or wish.status in OPEN_STAGES
    if as_of is None:
        return [_NOW, *([_OPEN_UNTIL == _FOR_EVER] if is_open else [])]
    then = [_T.known_from <= as_of, as_of < _KNOWN_UNTIL, _T.received_on <= business_day(as_of)]
    return [*then, *([as_of < _OPEN_UNTIL] if is_open else [])]


async def open_cases_known_at(
    pool: asyncpg.Pool, positions: Positions, service: str, position: int
) -> list[CaseId]:
    """Return the cases with a clock once the list knows a position; TimeoutError when it does not.

    Those are the open ones, and those decided of which something is due still.

    Whatever is decided after that position was decided with what was stored at it.
    """
    deadline = asyncio.get_running_loop().time() + CATCH_UP_SECONDS
    while (await positions()).get(service, 0) < position:
        if asyncio.get_running_loop().time() > deadline:
            raise TimeoutError(f"the list of cases does not know {position} yet")
        await asyncio.sleep(0.05)
    query = select(CASES.c.id).where(CASES.c.known_to.is_(None), CASES.c.watched)
    return [CaseId(found["id"]) for found in await sql.fetch(pool, query.order_by(CASES.c.id))]

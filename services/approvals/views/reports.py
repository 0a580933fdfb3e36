"""Records of other systems, where they differ from our cases, and who means which project."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

import asyncpg
from sqlalchemy import (
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    MetaData,
    Select,
    Table,
    Text,
    and_,
    func,
    select,
    text,
)

from services.approvals.domain.events import Event
from services.approvals.domain.events.report import ProjectCodeNoted, RecordEvent
from services.approvals.domain.reports.record import ReportRecord, evolve_report
from services.approvals.views.cases import CASES, CATCH_UP_SECONDS, ItemCode, Positions
from shared.adapters import listing, sql
from shared.adapters.bodies import Identifier, ShortName
from shared.adapters.event_store import EventStore
from shared.adapters.listing import Key, day, words
from shared.adapters.views import SCHEMA, RecordView, known_at, versioned_table, visible_in
from shared.kernel.identifiers import ProjectId, split_stream_key
from shared.kernel.policy import Visibility
from shared.kernel.recorded import Recorded

_metadata = MetaData()
_codes = MetaData()

REPORTS = versioned_table(
    "case_report",
    _metadata,
    Column("source", Text, nullable=False),
    Column("record", Text, nullable=False),
    Column("record_version", Integer, nullable=False),
    Column("project", Text, nullable=False),
    Column("item_code", Text),
    Column("source_item", Text),
    Column("told_item", Text, nullable=False),
    Column("unplaced", Text),
    Column("park", Text),
    Column("department", Text),
    Column("reported_at", DateTime(timezone=True), nullable=False),
    Column("state_code", Integer, nullable=False),
    Column("differs_from", Text),
    Column("differs_since", Date),
)
_CURRENT = REPORTS.c.known_to.is_(None)
Index("case_report_differs", REPORTS.c.differs_since, postgresql_where=_CURRENT)
_HEARD = (REPORTS.c.reported_at, REPORTS.c.id)
_WAITS = REPORTS.c.unplaced.is_not(None)
_WAITS_NOW = and_(_CURRENT, _WAITS)
# Of the past the index itself says which version was known.
KNOWN_UNTIL = func.coalesce(REPORTS.c.known_to, text("'infinity'::timestamptz"))
_VERSION = (REPORTS.c.known_from, KNOWN_UNTIL)
Index("case_report_heard", *_HEARD, postgresql_where=_CURRENT)
Index("case_report_heard_then", *_HEARD, *_VERSION)
Index("case_report_source", REPORTS.c.source, *_HEARD, postgresql_where=_CURRENT)
Index("case_report_project", REPORTS.c.project, *_HEARD, postgresql_where=_CURRENT)
Index("case_report_project_then", REPORTS.c.project, *_HEARD, *_VERSION)
Index("case_report_item", REPORTS.c.item_code, *_HEARD)
Index("case_report_unplaced", *_HEARD, postgresql_where=_WAITS_NOW)
Index("case_report_unplaced_then", *_HEARD, *_VERSION, postgresql_where=_WAITS)
Index("case_report_waits", REPORTS.c.told_item, REPORTS.c.source, postgresql_where=_WAITS_NOW)

_OF_REPORT = ("id", "source", "record", "record_version", "state_code", "differs_since")
_OF_CASE = (
    "project",
    "project_name",
    "item_code",
    "item_name",
    "department",
    "park",
    "stage",
)
_TOLD = tuple(REPORTS.c[name] for name in _OF_REPORT)
_OURS = tuple(CASES.c[name] for name in _OF_CASE)

CODES = Table(
    "project_code",
    _codes,
    Column("project", Text, primary_key=True),
    Column("code", Text, nullable=False),
    schema=SCHEMA,
)
Index("project_code_of", CODES.c.code)


def view(store: EventStore[Any]) -> RecordView[ReportRecord, RecordEvent]:
    """Return the list of records as it is kept."""
    return RecordView(REPORTS, "report", evolve_report, _row, store)


def _row(record: ReportRecord) -> dict[str, Any]:
    dispute = record.dispute
    return {
        "source": record.source,
        "record": record.record,
        "record_version": record.newest.number,
        "project": record.project,
        "item_code": record.linked_to or record.item_code,
        "source_item": record.source_item,
        "told_item": record.source_item or record.item_code,
        "unplaced": record.unplaced,
        "park": record.park,
        "department": record.department,
        "reported_at": record.versions[-1].recorded_at,
        "state_code": int(record.newest.state_code),
        "differs_from": dispute.case if dispute else None,
        "differs_since": dispute.since if dispute else None,
    }


class CodeView:
    """Keeps by which code other systems name a project now."""

    metadata = _codes

    def forget(self) -> None:
        """Nothing is remembered between calls."""

    async def apply(
        self, connection: asyncpg.Connection, schema: str, events: Sequence[Recorded[Event]]
    ) -> None:
        """Write what these events change."""
        codes = {
            split_stream_key(recorded.stream)[1]: recorded.event.to_code
            for recorded in events
            if isinstance(recorded.event, ProjectCodeNoted)
        }
        await connection.executemany(
            f'INSERT INTO "{schema}"."{CODES.name}" VALUES ($1, $2)'
            " ON CONFLICT (project) DO UPDATE SET code = $2",
            list(codes.items()),
        )


async def project_coded(pool: asyncpg.Pool, code: str) -> ProjectId | None:
    """Return the project that bears a code."""
    row = await sql.fetchrow(pool, select(CODES.c.project).where(CODES.c.code == code))
    return None if row is None else ProjectId(row["project"])


class Wish(listing.Wish):
    """筛选: what a list of disagreements can be narrowed by; the oldest first."""

    department: ShortName | None = None
    park: ShortName | None = None
    project: Identifier | None = None
    item: ItemCode | None = None
    sort: Literal["since", "-since"] = "since"
    count: bool = False

    def keys(self) -> list[Key]:
        """Return what to sort by: a day, and the id the same way."""
        down = self.sort.startswith("-")
        return [Key(REPORTS.c.differs_since, day, down), Key(REPORTS.c.id, words, down)]


def differing(wish: Wish, visibility: Visibility, as_of: datetime | None) -> Select[Any]:
    """Select where a record differs from our case, of the cases that may be read."""
    told, ours = REPORTS.c, CASES.c
    people = (ours.specialist, ours.officer, ours.leader)
    seen = visible_in(visibility, park=ours.park, departments=ours.department, people=people)
    query = (
        select(*_TOLD, *_OURS, ours.id.label("case_id"))
        .join_from(REPORTS, CASES, and_(ours.id == told.differs_from, known_at(CASES, as_of)))
        .where(known_at(REPORTS, as_of), told.differs_since.is_not(None), seen)
    )
    for column, value in (
        (ours.department, wish.department),
        (ours.park, wish.park),
        (ours.project, wish.project),
        (ours.item_code, wish.item),
    ):
        if value is not None:
            query = query.where(column == value)
    return query


def waiting(as_of: datetime | None) -> Select[Any]:
    """Select the codes of sources that are of no item yet, and how many records wait for it."""
    told = REPORTS.c
    return (
        select(told.source, told.told_item, func.count().label("records"))
        .where(known_at(REPORTS, as_of), _WAITS)
        .group_by(told.source, told.told_item)
        .order_by(told.source, told.told_item)
    )


async def unplaced_known_at(
    pool: asyncpg.Pool,
    positions: Positions,
    place: tuple[str, int],
    source: str | None,
    codes: Sequence[str],
) -> list[str]:
    """Return the records that waited for one of these codes, once the list knows a position.

    They are a source's own, or without one what was named as ours. Whatever is reported after that
    position was reported when they were known.
    """
    service, position = place
    deadline = asyncio.get_running_loop().time() + CATCH_UP_SECONDS
    while (await positions()).get(service, 0) < position:
        if asyncio.get_running_loop().time() > deadline:
            raise TimeoutError(f"the list of reports does not know {position} yet")
        await asyncio.sleep(0.05)
    meant = REPORTS.c.source_item.is_(None) if source is None else REPORTS.c.source == source
    query = select(REPORTS.c.id).where(_WAITS_NOW, REPORTS.c.told_item.in_(codes), meant)
    return [found["id"] for found in await sql.fetch(pool, query.order_by(REPORTS.c.id))]

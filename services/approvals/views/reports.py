"""Records of other systems, where they differ from our cases, and who means which project."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

import asyncpg
from sqlalchemy import (
    Column,
    Date,
    Index,
    Integer,
    MetaData,
    Select,
    Table,
    Text,
    and_,
    func,
    select,
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
    Column("state_code", Integer, nullable=False),
    Column("differs_from", Text),
    Column("differs_since", Date),
)
_CURRENT = REPORTS.c.known_to.is_(None)
Index("case_report_differs", REPORTS.c.differs_since, postgresql_where=_CURRENT)
Index("case_report_unlinked", REPORTS.c.source, REPORTS.c.source_item, postgresql_where=_CURRENT)

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
    """Select the codes of sources that nobody has mapped yet, and how many records wait for it."""
    told = REPORTS.c
    return (
        select(told.source, told.source_item, func.count().label("records"))
        .where(known_at(REPORTS, as_of), told.item_code.is_(None))
        .group_by(told.source, told.source_item)
        .order_by(told.source, told.source_item)
    )


async def unlinked_known_at(
    pool: asyncpg.Pool, positions: Positions, place: tuple[str, int], told: Mapping[str, Any]
) -> list[str]:
    """Return the records that waited for a code to be mapped, once the list knows a position.

    Whatever is reported after that position was reported with the code mapped.
    """
    service, position = place
    deadline = asyncio.get_running_loop().time() + CATCH_UP_SECONDS
    while (await positions()).get(service, 0) < position:
        if asyncio.get_running_loop().time() > deadline:
            raise TimeoutError(f"the list of reports does not know {position} yet")
        await asyncio.sleep(0.05)
    query = select(REPORTS.c.id).where(
        _CURRENT,
        REPORTS.c.item_code.is_(None),
        REPORTS.c.source == told["source"],
        REPORTS.c.source_item == told["source_item"],
    )
    return [found["id"] for found in await sql.fetch(pool, query.order_by(REPORTS.c.id))]

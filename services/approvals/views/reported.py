"""The list of all that other systems reported, and who may read it by whom a project is served."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

import asyncpg
from sqlalchemy import Column, ColumnElement, Index, MetaData, Select, Table, Text, select

from services.approvals.domain.events import Event, LeaderNoted, OfficerNoted, PlanOpened
from services.approvals.domain.plan import PLAN
from services.approvals.views.cases import ItemCode
from services.approvals.views.reports import KNOWN_UNTIL, REPORTS
from shared.adapters import listing
from shared.adapters.bodies import Identifier, ShortName
from shared.adapters.listing import Key, instant, words
from shared.adapters.views import SCHEMA, visible_in
from shared.kernel.identifiers import split_stream_key
from shared.kernel.policy import Visibility
from shared.kernel.recorded import Recorded

_metadata = MetaData()

READERS = Table(
    "plan_reader",
    _metadata,
    Column("project", Text, primary_key=True),
    Column("project_name", Text, nullable=False),
    Column("specialist", Text),
    Column("officer", Text),
    Column("leader", Text),
    schema=SCHEMA,
)
for _person in (READERS.c.specialist, READERS.c.officer, READERS.c.leader):
    Index(f"plan_reader_{_person.name}", _person)
_OPENED = "INSERT INTO {} VALUES ($1, $2, $3, $4, $5)"
_NOTED = "UPDATE {} SET {} = $2 WHERE project = $1"
_TOLD = (
    "id",
    "source",
    "record",
    "record_version",
    "state_code",
    "project",
    "park",
    "item_code",
    "source_item",
    "unplaced",
    "department",
    "reported_at",
    "differs_from",
    "differs_since",
)


class ReaderView:
    """Keeps who serves each project now, for rights are always those of now."""

    metadata = _metadata

    def forget(self) -> None:
        """Nothing is remembered between calls."""

    async def apply(
        self, connection: asyncpg.Connection, schema: str, events: Sequence[Recorded[Event]]
    ) -> None:
        """Write what these events change."""
        for recorded in events:
            category, project = split_stream_key(recorded.stream)
            change = _change(recorded.event) if category == PLAN.category else None
            if change is not None:
                statement, *values = change
                table = f'"{schema}"."{READERS.name}"'
                await connection.execute(statement.format(table), project, *values)


def _change(event: Event) -> tuple[str, *tuple[str | None, ...]] | None:
    """Return what an event of a plan changes, with the values after the project's."""
    match event:
        case PlanOpened():
            people = (event.readers.specialist, event.readers.officer, event.readers.leader)
            return _OPENED, event.project_name, *people
        case OfficerNoted():
            return _NOTED.format("{}", "officer"), event.to_officer
        case LeaderNoted():
            return _NOTED.format("{}", "leader"), event.to_leader
        case _:
            return None


class Wish(listing.Wish):
    """筛选: what the list of reports can be narrowed by; what was told last comes first."""

    source: ShortName | None = None
    project: Identifier | None = None
    park: ShortName | None = None
    item: ItemCode | None = None
    unplaced: bool | None = None
    sort: Literal["reported", "-reported"] = "-reported"
    count: bool = False

    def keys(self) -> list[Key]:
        """Return what to sort by: when it was told, and the id the same way."""
        down = self.sort.startswith("-")
        return [Key(REPORTS.c.reported_at, instant, down), Key(REPORTS.c.id, words, down)]


def matching(wish: Wish, visibility: Visibility, as_of: datetime | None) -> Select[Any]:
    """Select the records asked for, as they were known, of those that may be read."""
    told, readers = REPORTS.c, READERS.c
    people = (readers.specialist, readers.officer, readers.leader)
    seen = visible_in(visibility, park=told.park, departments=told.department, people=people)
    query = (
        select(*(told[name] for name in _TOLD), readers.project_name)
        .join_from(REPORTS, READERS, readers.project == told.project)
        .where(*_versions(as_of), seen)
    )
    if wish.unplaced is not None:
        waits = told.unplaced.is_not(None)
        query = query.where(waits if wish.unplaced else told.unplaced.is_(None))
    for column, value in (
        (told.source, wish.source),
        (told.project, wish.project),
        (told.park, wish.park),
        (told.item_code, wish.item),
    ):
        if value is not None:
            query = query.where(column == value)
    return query


def _versions(as_of: datetime | None) -> list[ColumnElement[bool]]:
    """Return the condition for what was the truth at a moment, in the words of the indexes.

    Nothing was known before it was told: from there on the order is read.
    """
    told = REPORTS.c
    if as_of is None:
        return [told.known_to.is_(None)]
    return [told.known_from <= as_of, as_of < KNOWN_UNTIL, told.reported_at <= as_of]

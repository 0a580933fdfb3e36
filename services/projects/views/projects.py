"""The list of projects: a row per version of each record, found again as of any day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg
from pydantic_core import from_json
from sqlalchemy import (
    Column,
    ColumnElement,
    DateTime,
    Index,
    MetaData,
    Select,
    Text,
    and_,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY

from services.projects.domain.events import Event
from services.projects.domain.record import ProjectRecord, evolve_record
from services.projects.domain.terms import Stage
from services.projects.views.places import instant, words
from services.projects.views.showing import card
from shared.adapters import sql
from shared.adapters.event_store import EventStore
from shared.adapters.views import RecordView, known_at, versioned_table, visible_in
from shared.kernel.identifiers import AccountId, ParkId
from shared.kernel.policy import Visibility

_metadata = MetaData()
PROJECTS = versioned_table(
    "project",
    _metadata,
    Column("name", Text, nullable=False),
    Column("investor_name", Text),
    Column("code", Text),
    Column("park", Text, nullable=False),
    Column("departments", ARRAY(Text), nullable=False),
    Column("specialist", Text),
    Column("officer", Text),
    Column("leader", Text),
    Column("stage", Text, nullable=False),
    Column("flags", ARRAY(Text), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("shown", Text, nullable=False),
)
_CURRENT = PROJECTS.c.known_to.is_(None)
Index("project_changed", PROJECTS.c.known_from, PROJECTS.c.id, postgresql_where=_CURRENT)
Index(
    "project_of_park",
    PROJECTS.c.park,
    PROJECTS.c.known_from,
    PROJECTS.c.id,
    postgresql_where=_CURRENT,
)
for _person in (PROJECTS.c.specialist, PROJECTS.c.officer, PROJECTS.c.leader):
    Index(f"project_of_{_person.name}", _person, postgresql_where=_CURRENT)
Index(
    "project_of_departments",
    PROJECTS.c.departments,
    postgresql_using="gin",
    postgresql_where=_CURRENT,
)
Index("project_known", PROJECTS.c.known_from, PROJECTS.c.known_to)

# By what a list may be sorted: the column, and how a cursor's part becomes its value again.
SORTS: Mapping[str, tuple[ColumnElement[Any], Any]] = {
    "changed_at": (PROJECTS.c.known_from, instant),
    "created_at": (PROJECTS.c.created_at, instant),
    "name": (PROJECTS.c.name, words),
    "stage": (PROJECTS.c.stage, words),
    "id": (PROJECTS.c.id, words),
}


def view(store: EventStore[Event]) -> RecordView[ProjectRecord, Event]:
    """Return the list as it is kept."""
    return RecordView(PROJECTS, "project", evolve_record, _row, store)


def _row(record: ProjectRecord) -> dict[str, Any]:
    investment = record.investment
    return {
        "name": investment.name,
        "investor_name": investment.investor_name,
        "code": record.code.code if record.code else None,
        "park": investment.park,
        "departments": sorted({item.item.department for item in record.gate.items.values()}),
        "specialist": investment.specialist,
        "officer": record.officer.account if record.officer else None,
        "leader": record.leader.account if record.leader else None,
        "stage": record.stage,
        "flags": [flag.value for flag in record.flags],
        "created_at": record.created_at,
        "shown": card(record).model_dump_json(),
    }


@dataclass(frozen=True, kw_only=True)
class Order:
    """One key of a sort: a name among SORTS, and which way."""

    name: str
    descending: bool = False


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a list of projects is asked for; None and empty ask for everything."""

    visibility: Visibility
    as_of: datetime | None
    order: Sequence[Order]
    limit: int
    after: Sequence[Any] | None = None
    stages: Sequence[Stage] = ()
    park: ParkId | None = None
    officer: AccountId | None = None
    flagged: bool | None = None
    words: str | None = None


async def projects(pool: asyncpg.Pool, wanted: Wanted) -> list[Mapping[str, Any]]:
    """Return rows in order; one more than asked for if there are more."""
    query = _matching(select(PROJECTS), wanted)
    if wanted.after is not None:
        query = query.where(_behind(wanted.order, wanted.after))
    for order in wanted.order:
        key = SORTS[order.name][0]
        query = query.order_by(key.desc() if order.descending else key.asc())
    return [dict(row) for row in await sql.fetch(pool, query.limit(wanted.limit + 1))]


async def count(pool: asyncpg.Pool, wanted: Wanted) -> int:
    """Return how many projects match, on all pages together."""
    query = _matching(select(func.count()).select_from(PROJECTS), wanted)
    row = await sql.fetchrow(pool, query)
    return int(row[0]) if row else 0


def listed(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the list shows of a row."""
    facts = {"id": row["id"], "version": row["version"], "changed_at": row["known_from"]}
    return {**facts, **from_json(row["shown"])}


def place(row: Mapping[str, Any], order: Sequence[Order]) -> list[Any]:
    """Return a row's place in an order, for the cursor that goes on behind it."""
    values = {**row, "changed_at": row["known_from"]}
    return [values[one.name] for one in order]


def _matching(query: Select[Any], wanted: Wanted) -> Select[Any]:
    """Narrow to what is asked for; an undone import shows only to who asks for such projects."""
    table = PROJECTS.c
    query = query.where(
        known_at(PROJECTS, wanted.as_of),
        _visible(wanted.visibility),
        table.stage != Stage.NOT_CREATED,
    )
    if wanted.stages:
        query = query.where(table.stage.in_(wanted.stages))
    else:
        query = query.where(table.stage != Stage.WITHDRAWN)
    if wanted.park is not None:
        query = query.where(table.park == wanted.park)
    if wanted.officer is not None:
        query = query.where(table.officer == wanted.officer)
    if wanted.flagged is not None:
        raised = table.flags != []
        query = query.where(raised if wanted.flagged else ~raised)
    if wanted.words is not None:
        fields = (table.name, table.investor_name, table.code)
        query = query.where(
            or_(*(field.icontains(wanted.words, autoescape=True) for field in fields))
        )
    return query


def _visible(visibility: Visibility) -> ColumnElement[bool]:
    """Apply the policy; of the departments one of a project's several is enough."""
    table = PROJECTS.c
    people = (table.specialist, table.officer, table.leader)
    reached = visible_in(visibility, park=table.park, people=people)
    if visibility.everything or not visibility.departments:
        return reached
    return or_(reached, table.departments.overlap(sorted(visibility.departments)))


def _behind(order: Sequence[Order], after: Sequence[Any]) -> ColumnElement[bool]:
    """Return the condition for what follows a place in an order of several directions."""
    alternatives: list[ColumnElement[bool]] = []
    equal: list[ColumnElement[bool]] = []
    for one, value in zip(order, after, strict=True):
        key = SORTS[one.name][0]
        alternatives.append(and_(*equal, key < value if one.descending else key > value))
        equal.append(key == value)
    return or_(*alternatives)

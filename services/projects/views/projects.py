"""The list of projects: a row per version of each record, found again as of any day."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic_core import from_json
from sqlalchemy import (
    Column,
    ColumnElement,
    DateTime,
    Index,
    MetaData,
    Select,
    Text,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY

from services.projects.domain.events import Event
from services.projects.domain.record import ProjectRecord, evolve_record
from services.projects.domain.terms import Stage
from services.projects.views.showing import card
from shared.adapters.bodies import Account, Park
from shared.adapters.event_store import EventStore
from shared.adapters.listing import Key, Sort, SortedWish, instant, words
from shared.adapters.views import RecordView, known_at, versioned_table, visible_in
from shared.adapters.web import Line
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

SORTS: Mapping[str, Key] = {
    "changed_at": Key(PROJECTS.c.known_from, instant),
    "created_at": Key(PROJECTS.c.created_at, instant),
    "name": Key(PROJECTS.c.name, words),
    "stage": Key(PROJECTS.c.stage, words),
    "id": Key(PROJECTS.c.id, words),
}


class Wish(SortedWish):
    """筛选: what the list of projects can be narrowed by; several stages may be named."""

    stage: tuple[Stage, ...] = ()
    park: Park | None = None
    officer: Account | None = None
    flagged: bool | None = None
    q: Line | None = None
    sort: Sort = "-changed_at"


def view(store: EventStore[Any]) -> RecordView[ProjectRecord, Event]:
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


def listed(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the list shows of a row."""
    facts = {"id": row["id"], "version": row["version"], "changed_at": row["known_from"]}
    return {**facts, **from_json(row["shown"])}


def matching(wish: Wish, visibility: Visibility, as_of: datetime | None) -> Select[Any]:
    """Select what is asked for; an undone import shows only to who asks for such projects."""
    table = PROJECTS.c
    query = select(PROJECTS).where(
        known_at(PROJECTS, as_of), _visible(visibility), table.stage != Stage.NOT_CREATED
    )
    if wish.stage:
        query = query.where(table.stage.in_(wish.stage))
    else:
        query = query.where(table.stage != Stage.WITHDRAWN)
    if wish.park is not None:
        query = query.where(table.park == wish.park)
    if wish.officer is not None:
        query = query.where(table.officer == wish.officer)
    if wish.flagged is not None:
        raised = table.flags != []
        query = query.where(raised if wish.flagged else ~raised)
    if wish.q is not None:
        fields = (table.name, table.investor_name, table.code)
        query = query.where(or_(*(field.icontains(wish.q, autoescape=True) for field in fields)))
    return query


def _visible(visibility: Visibility) -> ColumnElement[bool]:
    """Apply the policy; of the departments one of a project's several is enough."""
    table = PROJECTS.c
    people = (table.specialist, table.officer, table.leader)
    reached = visible_in(visibility, park=table.park, people=people)
    if visibility.everything or not visibility.departments:
        return reached
    return or_(reached, table.departments.overlap(sorted(visibility.departments)))

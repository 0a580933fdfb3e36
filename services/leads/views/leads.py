"""The list of leads: a row per version of each record, found again as of any day."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from pydantic_core import from_json, to_json
from sqlalchemy import (
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    MetaData,
    Select,
    Text,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB

from services.leads.domain.events import Event
from services.leads.domain.record import LeadRecord, evolve_record
from services.leads.domain.stages import Stage
from shared.adapters.bodies import Account, Park
from shared.adapters.event_store import EventStore
from shared.adapters.listing import Key, Sort, SortedWish, day, instant, words
from shared.adapters.views import RecordView, known_at, versioned_table, visible_in
from shared.adapters.web import Line
from shared.kernel.effective import Effective
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
_NOW = LEADS.c.known_to.is_(None)
# The newest first, as far as most rows may be seen; else those of a park or of a specialist alone.
Index("lead_newest", LEADS.c.recorded_at.desc(), LEADS.c.id, postgresql_where=_NOW)
Index("lead_newest_then", LEADS.c.recorded_at.desc(), LEADS.c.id)
Index("lead_in_park", LEADS.c.park, LEADS.c.stage, postgresql_where=_NOW)
Index("lead_in_park_then", LEADS.c.park, LEADS.c.stage)
Index("lead_of_specialist", LEADS.c.specialist, LEADS.c.stage)
_PLAIN = ("since", "registered", "amount", "agreed_amount", "signed", "last_follow_up")
_NO_DAY = date(9999, 12, 31)

SORTS: Mapping[str, Key] = {
    "registered": Key(LEADS.c.registered_start, instant),
    "since": Key(LEADS.c.since_start, instant),
    "recorded_at": Key(LEADS.c.recorded_at, instant),
    "next_on": Key(func.coalesce(LEADS.c.next_on, literal(_NO_DAY, Date)), day),
    "name": Key(LEADS.c.name, words),
    "stage": Key(LEADS.c.stage, words),
    "id": Key(LEADS.c.id, words),
}


class Wish(SortedWish):
    """筛选: what the list of leads can be narrowed by; several stages may be named."""

    stage: tuple[Stage, ...] = ()
    park: Park | None = None
    specialist: Account | None = None
    q: Line | None = None
    sort: Sort = "-recorded_at"


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


def listed(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row as plain values."""
    plain = {name: from_json(row[name]) if row[name] else None for name in _PLAIN}
    return {**row, **plain}


def matching(wish: Wish, visibility: Visibility, as_of: datetime | None) -> Select[Any]:
    """Select what is asked for; an undone import shows only to who asks for such leads."""
    table = LEADS.c
    query = select(LEADS).where(
        known_at(LEADS, as_of),
        visible_in(visibility, park=table.park, people=[table.specialist]),
    )
    if as_of is not None:
        # No row was recorded after it was known: from here on the index of the newest is read.
        query = query.where(table.recorded_at <= as_of)
    if wish.stage:
        query = query.where(table.stage.in_(wish.stage))
    else:
        query = query.where(table.stage != Stage.WITHDRAWN)
    if wish.park is not None:
        query = query.where(table.park == wish.park)
    if wish.specialist is not None:
        query = query.where(table.specialist == wish.specialist)
    if wish.q is not None:
        fields = (table.name, table.investor_name, table.credit_code)
        query = query.where(or_(*(field.icontains(wish.q, autoescape=True) for field in fields)))
    return query

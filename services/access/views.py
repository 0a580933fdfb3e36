"""Lists of accounts and departments. Names are not in them: they are added when shown."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import asyncpg
from pydantic_core import from_json, to_json
from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    DateTime,
    MetaData,
    Select,
    Text,
    and_,
    cast,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB

from services.access.domain.events import AccountKind, Event
from services.access.domain.record import (
    AccountRecord,
    DepartmentRecord,
    GrantRecord,
    evolve_account,
    evolve_department,
)
from shared.adapters import listing, sql
from shared.adapters.bodies import ShortName
from shared.adapters.event_store import EventStore
from shared.adapters.listing import Key, Row, instant, words
from shared.adapters.views import OwnView, RecordView, known_at, versioned_table
from shared.adapters.web import Line
from shared.kernel.identifiers import AccountId
from shared.kernel.policy import Role

_metadata = MetaData()

ACCOUNTS = versioned_table(
    "account",
    _metadata,
    Column("kind", Text, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("grants", JSONB, nullable=False),
    Column("locked", Boolean, nullable=False),
    Column("locked_until", DateTime(timezone=True)),
    Column("must_change", Boolean, nullable=False),
    Column("closed", Boolean, nullable=False),
    Column("erased", Boolean, nullable=False),
    Column("last_signed_in_at", DateTime(timezone=True)),
)
DEPARTMENTS = versioned_table("department", _metadata, Column("name", Text, nullable=False))


def own_views(store: EventStore[Event]) -> Sequence[OwnView]:
    """Return the lists this service keeps."""
    return [
        RecordView(ACCOUNTS, "account", evolve_account, _account_row, store),
        RecordView(DEPARTMENTS, "department", evolve_department, _department_row, store),
    ]


def _account_row(record: AccountRecord) -> dict[str, Any]:
    held = [grant for grant in record.grants if grant.withdrawn is None]
    return {
        "kind": record.kind,
        "opened_at": record.opened_at,
        "grants": to_json([_card(grant) for grant in held]).decode(),
        "locked": record.lock is not None,
        "locked_until": record.lock.until if record.lock else None,
        "must_change": record.must_change,
        "closed": record.closed is not None,
        "erased": record.erased is not None,
        "last_signed_in_at": record.last_signed_in_at,
    }


def _card(grant: GrantRecord) -> dict[str, Any]:
    shown = ("id", "role", "park", "department", "until", "source")
    return {name: value for name, value in asdict(grant).items() if name in shown}


def _department_row(record: DepartmentRecord) -> dict[str, Any]:
    return {"name": record.name}


BY_OPENING = (Key(ACCOUNTS.c.opened_at, instant), Key(ACCOUNTS.c.id, words))
BY_ID = (Key(DEPARTMENTS.c.id, words),)


class Wish(listing.Wish):
    """筛选: what the list of accounts can be narrowed by; the closed ones are asked for alone."""

    kind: AccountKind | None = None
    closed: bool = False
    role: Role | None = None
    department: ShortName | None = None
    name: Line | None = None


def matching(
    wish: Wish, at: datetime, as_of: datetime | None, named: Sequence[str] | None
) -> Select[Any]:
    """Select the accounts asked for; `named` are those of the name asked for, if one is."""
    table = ACCOUNTS.c
    query = select(ACCOUNTS).where(known_at(ACCOUNTS, as_of), table.closed == wish.closed)
    if wish.kind is not None:
        query = query.where(table.kind == wish.kind)
    if wish.role is not None or wish.department is not None:
        query = query.where(_holds(at, role=wish.role, department=wish.department))
    if named is not None:
        query = query.where(table.id.in_(named))
    return query


def listed(row: Row) -> dict[str, Any]:
    """Return a row as plain values; what was listed before sources were given names none."""
    return {**row, "grants": [{"source": None, **grant} for grant in from_json(row["grants"])]}


def _holds(at: datetime, **asked: str | None) -> ColumnElement[bool]:
    """One grant in force has both the role and the department asked for."""
    grants = func.jsonb_array_elements(ACCOUNTS.c.grants).table_valued(
        Column("value", JSONB), name="held"
    )
    grant = grants.c.value
    until = cast(grant["until"].astext, DateTime(timezone=True))
    wishes = [grant[name].astext == value for name, value in asked.items() if value is not None]
    return exists().where(and_(or_(until.is_(None), until > at), *wishes))


async def holders_of(pool: asyncpg.Pool, role: Role, at: datetime) -> list[AccountId]:
    """Return the accounts that hold a role at a moment."""
    query = select(ACCOUNTS.c.id).where(known_at(ACCOUNTS, None), _holds(at, role=role))
    return [AccountId(row["id"]) for row in await sql.fetch(pool, query)]


def departments(as_of: datetime | None) -> Select[Any]:
    """Select all departments."""
    return select(DEPARTMENTS).where(known_at(DEPARTMENTS, as_of))

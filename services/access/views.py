"""Lists of accounts and departments. Names are not in them: they are added when shown."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import asyncpg
from pydantic_core import from_json, to_json
from sqlalchemy import ARRAY, Boolean, Column, DateTime, MetaData, Text, select, tuple_
from sqlalchemy.dialects.postgresql import JSONB

from services.access.domain.events import Event
from services.access.domain.record import (
    AccountRecord,
    DepartmentRecord,
    GrantRecord,
    evolve_account,
    evolve_department,
)
from shared.adapters import sql
from shared.adapters.event_store import EventStore
from shared.adapters.views import OwnView, RecordView, known_at, versioned_table

_metadata = MetaData()

ACCOUNTS = versioned_table(
    "account",
    _metadata,
    Column("kind", Text, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("roles", ARRAY(Text), nullable=False),
    Column("departments", ARRAY(Text), nullable=False),
    Column("grants", JSONB, nullable=False),
    Column("locked", Boolean, nullable=False),
    Column("locked_until", DateTime(timezone=True)),
    Column("must_change", Boolean, nullable=False),
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
        "roles": sorted({grant.role for grant in held}),
        "departments": sorted({str(g.department) for g in held if g.department is not None}),
        "grants": to_json([_card(grant) for grant in held]).decode(),
        "locked": record.lock is not None,
        "locked_until": record.lock.until if record.lock else None,
        "must_change": record.must_change,
        "last_signed_in_at": record.last_signed_in_at,
    }


def _card(grant: GrantRecord) -> dict[str, Any]:
    shown = ("id", "role", "park", "department", "until")
    return {name: value for name, value in asdict(grant).items() if name in shown}


def _department_row(record: DepartmentRecord) -> dict[str, Any]:
    return {"name": record.name}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a list of accounts is asked for; None asks for everything."""

    as_of: datetime | None
    kind: str | None
    role: str | None
    department: str | None
    among: Sequence[str] | None
    after: tuple[datetime, str] | None
    limit: int


async def accounts(pool: asyncpg.Pool, wanted: Wanted) -> list[dict[str, Any]]:
    """Return accounts in the order of their opening; one more than asked for if there are more."""
    table = ACCOUNTS.c
    query = select(ACCOUNTS).where(known_at(ACCOUNTS, wanted.as_of))
    if wanted.kind is not None:
        query = query.where(table.kind == wanted.kind)
    if wanted.role is not None:
        query = query.where(table.roles.contains([wanted.role]))
    if wanted.department is not None:
        query = query.where(table.departments.contains([wanted.department]))
    if wanted.among is not None:
        query = query.where(table.id.in_(wanted.among))
    if wanted.after is not None:
        query = query.where(tuple_(table.opened_at, table.id) > tuple_(*wanted.after))
    rows = await sql.fetch(pool, query.order_by(table.opened_at, table.id).limit(wanted.limit + 1))
    return [{**row, "grants": from_json(row["grants"])} for row in rows]


async def departments(pool: asyncpg.Pool, as_of: datetime | None) -> list[dict[str, str]]:
    """Return all departments by id."""
    query = select(DEPARTMENTS).where(known_at(DEPARTMENTS, as_of)).order_by(DEPARTMENTS.c.id)
    return [{"id": row["id"], "name": row["name"]} for row in await sql.fetch(pool, query)]

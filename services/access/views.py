"""Lists of accounts and departments. Names are not in them: they are added when shown."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
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
    Text,
    and_,
    cast,
    exists,
    func,
    or_,
    select,
    tuple_,
)
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
    shown = ("id", "role", "park", "department", "until")
    return {name: value for name, value in asdict(grant).items() if name in shown}


def _department_row(record: DepartmentRecord) -> dict[str, Any]:
    return {"name": record.name}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a list of accounts is asked for; None asks for everything."""

    as_of: datetime | None
    at: datetime
    kind: str | None
    closed: bool
    role: str | None
    department: str | None
    among: Sequence[str] | None
    after: tuple[datetime, str] | None
    limit: int


async def accounts(pool: asyncpg.Pool, wanted: Wanted) -> list[dict[str, Any]]:
    """Return accounts in the order of their opening; one more than asked for if there are more."""
    table = ACCOUNTS.c
    query = select(ACCOUNTS).where(known_at(ACCOUNTS, wanted.as_of), table.closed == wanted.closed)
    if wanted.kind is not None:
        query = query.where(table.kind == wanted.kind)
    if wanted.role is not None or wanted.department is not None:
        query = query.where(_holds(wanted.at, role=wanted.role, department=wanted.department))
    if wanted.among is not None:
        query = query.where(table.id.in_(wanted.among))
    if wanted.after is not None:
        query = query.where(tuple_(table.opened_at, table.id) > tuple_(*wanted.after))
    rows = await sql.fetch(pool, query.order_by(table.opened_at, table.id).limit(wanted.limit + 1))
    return [{**row, "grants": from_json(row["grants"])} for row in rows]


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
    query = select(ACCOUNTS.c.id).where(known_at(ACCOUNTS, None), _holds(at, role=role.value))
    return [AccountId(row["id"]) for row in await sql.fetch(pool, query)]


async def departments(pool: asyncpg.Pool, as_of: datetime | None) -> list[dict[str, str]]:
    """Return all departments by id."""
    query = select(DEPARTMENTS).where(known_at(DEPARTMENTS, as_of)).order_by(DEPARTMENTS.c.id)
    return [{"id": row["id"], "name": row["name"]} for row in await sql.fetch(pool, query)]

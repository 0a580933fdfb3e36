"""Ledgers as they were handed in, with what was read in them, and the list of imports."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from pydantic_core import from_json, to_json
from sqlalchemy import Column, DateTime, Integer, MetaData, Select, Text, select
from sqlalchemy.dialects.postgresql import JSONB

from services.leads.domain.events import Event
from services.leads.domain.import_record import ImportRecord, evolve_import
from services.leads.domain.ledger_import import Standing
from shared.adapters.batcher import PART
from shared.adapters.event_store import EventStore
from shared.adapters.listing import Key, instant, words
from shared.adapters.views import RecordView, known_at, versioned_table, visible_in
from shared.kernel.identifiers import EventId, ImportId, ParkId, StreamKey
from shared.kernel.policy import Visibility

_metadata = MetaData()
IMPORTS = versioned_table(
    "ledger_import",
    _metadata,
    Column("uploader", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("rows_read", Integer, nullable=False),
    Column("counts", JSONB, nullable=False),
    Column("read_at", DateTime(timezone=True), nullable=False),
)
NEWEST_FIRST = (
    Key(IMPORTS.c.read_at, instant, descending=True),
    Key(IMPORTS.c.id, words, descending=True),
)


@dataclass(frozen=True, kw_only=True)
class KeptLedger:
    """台账原件: what was read in a file (as JSON), and each sheet's park, where stated."""

    digest: str
    reading: bytes
    parks: Mapping[str, ParkId]
    read_at: datetime


async def keep(pool: asyncpg.Pool, import_id: ImportId, file: bytes, kept: KeptLedger) -> None:
    """Keep a file with its reading; keeping it again changes nothing."""
    await pool.execute(
        "INSERT INTO own.ledger (import_id, digest, file, reading, parks, read_at)"
        " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        import_id,
        kept.digest,
        file,
        kept.reading,
        to_json(kept.parks).decode(),
        kept.read_at,
    )


async def kept(pool: asyncpg.Pool, import_id: ImportId) -> KeptLedger | None:
    """Return what was read in the file of an import."""
    row = await pool.fetchrow(
        "SELECT digest, reading, parks, read_at FROM own.ledger WHERE import_id = $1", import_id
    )
    if row is None:
        return None
    return KeptLedger(
        digest=row["digest"],
        reading=row["reading"],
        parks=from_json(row["parks"]),
        read_at=row["read_at"],
    )


async def same_file(pool: asyncpg.Pool, digest: str, other_than: ImportId) -> list[ImportId]:
    """Return the other imports of the very same file, oldest first."""
    rows = await pool.fetch(
        "SELECT import_id FROM own.ledger WHERE digest = $1 AND import_id <> $2"
        " ORDER BY read_at, import_id",
        digest,
        other_than,
    )
    return [ImportId(row["import_id"]) for row in rows]


async def stream_of(pool: asyncpg.Pool, event_id: EventId) -> StreamKey | None:
    """Return the stream that an event stands on; it is looked for from the newest backwards."""
    found: StreamKey | None = await pool.fetchval(
        "SELECT stream FROM es.event WHERE part = $1 AND event_id = $2 ORDER BY pos DESC LIMIT 1",
        PART,
        UUID(event_id),
    )
    return found


def view(store: EventStore[Event]) -> RecordView[ImportRecord, Any]:
    """Return the list of imports as it is kept."""
    return RecordView(IMPORTS, "import", evolve_import, _row, store)


def _row(record: ImportRecord) -> dict[str, Any]:
    counts = {standing: record.count(standing) for standing in Standing}
    return {
        "uploader": record.uploader,
        "file_name": record.file_name,
        "digest": record.digest,
        "rows_read": record.read,
        "counts": to_json({name: n for name, n in counts.items() if n}).decode(),
        "read_at": record.read_at,
    }


def listed(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row as plain values."""
    return {**row, "counts": from_json(row["counts"])}


def matching(visibility: Visibility, as_of: datetime | None) -> Select[Any]:
    """Select the imports that may be seen."""
    seen = visible_in(visibility, people=[IMPORTS.c.uploader])
    return select(IMPORTS).where(known_at(IMPORTS, as_of), seen)

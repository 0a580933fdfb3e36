"""Reading the store: one stream, several at once, or everything in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

import asyncpg

from shared.adapters.batcher import PART
from shared.adapters.event_codec import EventCodec, decode_meta
from shared.kernel.identifiers import EventId, StreamKey
from shared.kernel.recorded import Recorded

E = TypeVar("E")

_COLUMNS = "pos, event_id, stream, version, type, schema, data, meta, recorded_at, hash"
_STREAMS = f"SELECT {_COLUMNS} FROM es.event WHERE part = 1 AND stream = ANY($1) ORDER BY version"
_AFTER = f"SELECT {_COLUMNS} FROM es.event WHERE part = 1 AND pos > $1 ORDER BY pos LIMIT $2"
_KNOWN = """
  SELECT k.fingerprint, k.first_pos, k.events, k.recorded_at, k.answer,
    NULL::bigint AS pos, NULL::uuid AS event_id, NULL::text AS stream, 0 AS version,
    NULL::text AS type, NULL::smallint AS schema, NULL::bytea AS data, NULL::bytea AS meta,
    NULL::bytea AS hash
  FROM es.command k WHERE k.part = 1 AND k.client = $2 AND k.command_id = $3
  UNION ALL
  SELECT NULL, NULL, NULL, recorded_at, NULL, pos, event_id, stream, version, type, schema, data,
    meta, hash
  FROM es.event WHERE part = 1 AND stream = ANY($1) ORDER BY version
"""


@dataclass(frozen=True, kw_only=True)
class Answered:
    """A command that was answered before: what it was, where its events lie, what was said."""

    fingerprint: bytes
    first_pos: int
    events: int
    answer: bytes


class EventStore(Generic[E]):
    """The events of one service, decoded."""

    def __init__(self, pool: asyncpg.Pool, codec: EventCodec[E]) -> None:
        self._pool = pool
        self._codec = codec

    async def stream(self, key: StreamKey) -> list[Recorded[E]]:
        """Return one stream, oldest first; empty when there is none."""
        rows = await self._pool.fetch(_STREAMS, [key])
        return [self.read(row) for row in rows]

    async def streams(self, keys: Sequence[StreamKey]) -> dict[StreamKey, list[Recorded[E]]]:
        """Return several streams as of one moment."""
        return self._grouped(keys, await self._pool.fetch(_STREAMS, list(keys)))

    async def streams_and_answer(
        self, keys: Sequence[StreamKey], client: str, command_id: UUID
    ) -> tuple[dict[StreamKey, list[Recorded[E]]], Answered | None]:
        """Return streams and, of the same moment, what this command was answered before."""
        rows = await self._pool.fetch(_KNOWN, list(keys), client, command_id)
        known = [row for row in rows if row["fingerprint"] is not None]
        events = self._grouped(keys, [row for row in rows if row["pos"] is not None])
        if not known:
            return events, None
        row = known[0]
        return events, Answered(
            fingerprint=row["fingerprint"],
            first_pos=row["first_pos"],
            events=row["events"],
            answer=row["answer"],
        )

    async def after(self, position: int, limit: int) -> list[Recorded[E]]:
        """Return what follows a position, in order. No position is ever missing in between."""
        return [self.read(row) for row in await self._pool.fetch(_AFTER, position, limit)]

    async def head(self) -> tuple[int, bytes]:
        """Return the newest position and its hash; 0 and the genesis value before the first."""
        row = await self._pool.fetchrow(
            "SELECT pos, hash FROM es.event WHERE part = $1 ORDER BY pos DESC LIMIT 1", PART
        )
        if row is not None:
            return row["pos"], row["hash"]
        return 0, await self._pool.fetchval(
            "SELECT genesis FROM es.partition WHERE part = $1", PART
        )

    async def position_at(self, as_of: datetime) -> int:
        """Return the newest position recorded by a moment, once appends under way have ended."""
        await self._pool.execute("SELECT es.settle($1)", PART)
        found: int = await self._pool.fetchval(
            "SELECT coalesce(max(pos), 0) FROM es.event WHERE part = $1 AND recorded_at <= $2",
            PART,
            as_of,
        )
        return found

    def read(self, row: Any) -> Recorded[E]:
        """Decode one row of es.event."""
        return Recorded(
            position=row["pos"],
            event_id=EventId(str(row["event_id"])),
            stream=StreamKey(row["stream"]),
            version=row["version"],
            recorded_at=row["recorded_at"],
            hash=row["hash"],
            meta=decode_meta(row["meta"]),
            event=self._codec.decode(row["type"], row["schema"], row["data"]),
        )

    def _grouped(self, keys: Sequence[StreamKey], rows: Any) -> dict[StreamKey, list[Recorded[E]]]:
        found: dict[StreamKey, list[Recorded[E]]] = {key: [] for key in keys}
        for row in rows:
            found[row["stream"]].append(self.read(row))
        return found

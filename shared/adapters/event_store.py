"""Reading the store: one stream, several at once, or everything in order."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Generic, TypeVar
from uuid import UUID

import asyncpg

from shared.adapters.batcher import PART
from shared.adapters.event_codec import EventCodec, decode_meta
from shared.adapters.stream_reader import Stream, StreamReader
from shared.kernel.identifiers import EventId, StreamKey
from shared.kernel.recorded import Meta, Recorded

E = TypeVar("E")

RECENT = 4096

_COLUMNS = "pos, event_id, stream, version, type, schema, data, meta, recorded_at, hash"
_AFTER = f"SELECT {_COLUMNS} FROM es.event WHERE part = 1 AND pos > $1 ORDER BY pos LIMIT $2"
_ANSWERED = """
  SELECT fingerprint, first_pos, events, answer FROM es.command
  WHERE part = $1 AND client = $2 AND command_id = $3
"""


@dataclass(frozen=True, kw_only=True)
class Answered:
    """A command that was answered before: what it was, where its events lie, what was said."""

    fingerprint: bytes
    first_pos: int
    events: int
    answer: bytes


class Stored(Recorded[E]):
    """An event as it was read. What is beside it is decoded when asked for: the rules never do."""

    def __init__(self, row: Any, event: E) -> None:
        """Take over a row of es.event and what its data say."""
        fields = {
            "position": row["pos"],
            "event_id": EventId(str(row["event_id"])),
            "stream": StreamKey(row["stream"]),
            "version": row["version"],
            "recorded_at": row["recorded_at"],
            "hash": row["hash"],
            "event": event,
            "_meta": row["meta"],
        }
        object.__setattr__(self, "__dict__", fields)  # one by one takes more than twice as long

    @cached_property
    def meta(self) -> Meta:
        """What was recorded beside the event."""
        return decode_meta(vars(self)["_meta"])


class EventStore(Generic[E]):
    """The events of one service, decoded."""

    def __init__(self, pool: asyncpg.Pool, codec: EventCodec[E]) -> None:
        self._pool = pool
        self._codec = codec
        self._reader = StreamReader(pool, self.read)
        self._recent: OrderedDict[bytes, Recorded[E]] = OrderedDict()

    async def stream(self, key: StreamKey) -> Stream[E]:
        """Return one stream, oldest first; empty when there is none."""
        return (await self._reader.streams([key]))[key]

    async def streams(self, keys: Sequence[StreamKey]) -> dict[StreamKey, Stream[E]]:
        """Return several streams as of one moment."""
        return await self._reader.streams(keys)

    async def answered(self, client: str, command_id: UUID) -> Answered | None:
        """Return what this command was answered before, if it was."""
        row = await self._pool.fetchrow(_ANSWERED, PART, client, command_id)
        return None if row is None else Answered(**row)

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
        """Decode one row of es.event, once for all who read it; its hash says that it is the same.

        Relay, views and the next command on the stream read every new event.
        """
        known = self._recent.get(row["hash"])
        if known is not None:
            return known
        event = self._codec.decode(row["type"], row["schema"], row["data"])
        recorded = Stored(row, event)
        self._recent[recorded.hash] = recorded
        if len(self._recent) > RECENT:
            self._recent.popitem(last=False)
        return recorded

"""Durable timers: due moments derived from events, turned into commands once, in order.

Timers are a view: rows that a service derives from its events. Firing one is a command whose id
follows from the timer itself, so that a crash between firing and marking changes nothing.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID, uuid5

import asyncpg
from sqlalchemy import Column, DateTime, Index, MetaData, Table, Text

from shared.adapters.batcher import StoreUnavailable
from shared.adapters.command_handler import CommandHandler, Context, NotThere, Stale
from shared.adapters.event_store import EventStore
from shared.adapters.reacting import Ask
from shared.adapters.trouble import STORE_AWAY
from shared.adapters.views import SCHEMA
from shared.kernel.identifiers import StreamKey, split_stream_key
from shared.kernel.recorded import Recorded
from shared.kernel.rejected import Rejected

log = logging.getLogger(__name__)

E = TypeVar("E")
TIMERS = UUID("4b0cf5a1-5b5b-4f53-9c35-2c1f1f6f8a10")
LATE = timedelta(minutes=1)
_METADATA = MetaData()
_TABLE = Table(
    "timer",
    _METADATA,
    Column("stream", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Column("fired_at", DateTime(timezone=True)),
    Index("timer_due", "due_at", postgresql_where=Column("fired_at").is_(None)),
    schema=SCHEMA,
)

Timers = Callable[[Sequence[Recorded[Any]]], Awaitable[Mapping[str, datetime]]]


class TimerView(Generic[E]):
    """The timers that follow from the events of one kind of stream."""

    def __init__(self, category: str, timers: Timers, store: EventStore[E]) -> None:
        self.metadata = _METADATA
        self._category = category
        self._timers = timers
        self._store = store

    def forget(self) -> None:
        """Nothing is remembered between calls."""

    async def apply(
        self, connection: asyncpg.Connection, schema: str, events: Sequence[Recorded[E]]
    ) -> None:
        """Set the timers of the streams that moved; a fired one that still stands stays fired."""
        upto = {
            recorded.stream: recorded.version
            for recorded in events
            if split_stream_key(recorded.stream)[0] == self._category
        }
        for stream, version in upto.items():
            history = [e for e in await self._store.stream(stream) if e.version <= version]
            await set_timers(connection, schema, stream, await self._timers(history))


async def set_timers(
    connection: asyncpg.Connection, schema: str, stream: StreamKey, due: Mapping[str, datetime]
) -> None:
    """Make a stream's timers these."""
    await connection.execute(
        f"DELETE FROM {schema}.timer WHERE stream = $1 AND NOT (name = ANY($2))", stream, list(due)
    )
    await connection.execute(
        f"INSERT INTO {schema}.timer AS t SELECT $1, n.name, n.due_at"
        " FROM unnest($2::text[], $3::timestamptz[]) AS n(name, due_at)"
        " ON CONFLICT (stream, name) DO UPDATE SET due_at = excluded.due_at,"
        " fired_at = CASE WHEN t.due_at = excluded.due_at THEN t.fired_at END",
        stream,
        list(due),
        list(due.values()),
    )


OnTimer = Callable[[StreamKey, str, datetime, datetime], Awaitable[Sequence[Ask]]]


class Scheduler:
    """Fires what is due."""

    def __init__(
        self, pool: asyncpg.Pool, commands: CommandHandler[Any], on_timer: OnTimer
    ) -> None:
        self._pool = pool
        self._commands = commands
        self._on_timer = on_timer

    async def run(self) -> None:
        """Fire for ever, looking once a second."""
        while True:
            try:
                fired = await self.fire(datetime.now(UTC))
            except (asyncpg.PostgresError, *STORE_AWAY, StoreUnavailable):
                log.exception("timers cannot fire; trying again")
                fired = 0
            if not fired:
                await asyncio.sleep(1)

    async def fire(self, at: datetime) -> int:
        """Fire what is due by a moment, oldest first; return how many timers that were."""
        rows = await self._pool.fetch(
            f"SELECT stream, name, due_at FROM {SCHEMA}.timer WHERE fired_at IS NULL"
            " AND due_at <= $1 ORDER BY due_at, stream, name LIMIT 200",
            at,
        )
        for row in rows:
            await self._fire_one(row["stream"], row["name"], row["due_at"], at)
        return len(rows)

    async def _fire_one(self, stream: str, name: str, due: datetime, at: datetime) -> None:
        asks = await self._on_timer(StreamKey(stream), name, due, at)
        for number, ask in enumerate(asks):
            context = Context(
                correlation=stream,
                client="timer",
                command_id=uuid5(TIMERS, f"{stream}/{name}/{due.isoformat()}/{number}"),
                keep=None,
                late=True if at - due > LATE else None,
            )
            try:
                await self._commands.handle_together(ask.act, context)
            except Rejected as refusal:
                log.warning("timer refused", extra={"stream": stream, "code": refusal.code})
            except (NotThere, Stale):
                log.warning("timer found nothing to do", extra={"stream": stream})
        await self._pool.execute(
            f"UPDATE {SCHEMA}.timer SET fired_at = $4 WHERE stream = $1 AND name = $2"
            " AND due_at = $3",
            stream,
            name,
            due,
            at,
        )

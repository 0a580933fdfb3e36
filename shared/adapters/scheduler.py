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
        if not upto:
            return
        streams = await self._store.streams(list(upto))
        due = {
            stream: await self._timers(
                [event for event in history if event.version <= upto[stream]]
            )
            for stream, history in streams.items()
        }
        await set_timers(connection, schema, due)


async def set_timers(
    connection: asyncpg.Connection, schema: str, due: Mapping[StreamKey, Mapping[str, datetime]]
) -> None:
    """Make the timers of these streams these, and no others."""
    timers = [(stream, name, at) for stream, named in due.items() for name, at in named.items()]
    columns = [[timer[column] for timer in timers] for column in range(3)]
    await connection.execute(
        f"DELETE FROM {schema}.timer t WHERE stream = ANY($1) AND NOT EXISTS ("
        " SELECT FROM unnest($2::text[], $3::text[]) AS n(stream, name)"
        " WHERE n.stream = t.stream AND n.name = t.name)",
        list(due),
        *columns[:2],
    )
    await connection.execute(
        f"INSERT INTO {schema}.timer AS t SELECT n.stream, n.name, n.due_at"
        " FROM unnest($1::text[], $2::text[], $3::timestamptz[]) AS n(stream, name, due_at)"
        " ON CONFLICT (stream, name) DO UPDATE SET due_at = excluded.due_at,"
        " fired_at = CASE WHEN t.due_at = excluded.due_at THEN t.fired_at END",
        *columns,
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
        """Fire what is due by a moment, oldest first; return how many timers that were.

        One that fails stays due and holds up no other.
        """
        rows = await self._pool.fetch(
            f"SELECT stream, name, due_at FROM {SCHEMA}.timer WHERE fired_at IS NULL"
            " AND due_at <= $1 ORDER BY due_at, stream, name LIMIT 200",
            at,
        )
        fired = 0
        for row in rows:
            try:
                await self._fire_one(row["stream"], row["name"], row["due_at"], at)
            except (asyncpg.PostgresError, *STORE_AWAY, StoreUnavailable):
                raise
            except Stale:
                log.info("others were faster; the timer stays due", extra={"stream": row["stream"]})
            except Exception:
                log.exception("timer failed; it stays due", extra={"stream": row["stream"]})
            else:
                fired += 1
        return fired

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
            except NotThere:
                log.warning("timer found nothing to do", extra={"stream": stream})
        await self._pool.execute(
            f"UPDATE {SCHEMA}.timer SET fired_at = $4 WHERE stream = $1 AND name = $2"
            " AND due_at = $3",
            stream,
            name,
            due,
            at,
        )

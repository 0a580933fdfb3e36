"""Group commit: the commands of one process that arrive while a commit runs share the next one.

While the database works on one batch, this process prepares the next: of many that wait only half
are taken, and a batch's answers are handed out once the next batch is on its way.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import asyncpg

from shared.adapters.trouble import STORE_AWAY

log = logging.getLogger(__name__)

PART = 1
LARGEST_BATCH = 256
SMALLEST_HALF = 16  # below this, halving a batch costs more than working side by side wins
_APPEND = "SELECT * FROM es.append_batch($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16)"


class NewEvent(NamedTuple):
    """An event about to be stored: bytes as they will be hashed."""

    stream: str
    event_id: UUID
    type: str
    schema: int
    data: bytes
    meta: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Append:
    """One command's outcome, to be stored whole or not at all.

    `guards` are the streams the decision read, with the versions it saw; every stream written is
    among them. Without a `client` nothing is remembered and a repeat is a new command.
    """

    guards: Sequence[tuple[str, int]]
    events: Sequence[NewEvent]
    answer: bytes = b""
    client: str | None = None
    command_id: UUID | None = None
    fingerprint: bytes = b""
    keep: timedelta | None = None


class Appended(NamedTuple):
    """What became of it: applied, stale, replayed or reused (the same key for another request)."""

    outcome: str
    first_pos: int
    events: int
    recorded_at: datetime
    answer: bytes
    stale_stream: str | None
    stale_version: int | None


class StoreUnavailable(Exception):
    """The database did not answer; only a repeat will tell whether the command was stored."""


_Waiting = tuple[Append, "asyncio.Future[Appended]"]


class Batcher:
    """Feeds `es.append_batch` from a queue that it drains whenever the previous commit returns."""

    def __init__(self, database_url: str) -> None:
        self._url = database_url
        self._waiting: deque[_Waiting] = deque()
        self._arrived = asyncio.Event()
        self._stopping = False
        self._connection: asyncpg.Connection | None = None
        self._task: asyncio.Task[None] | None = None
        self.appended = asyncio.Event()

    async def start(self) -> None:
        """Connect and begin to serve."""
        await self._connect()
        self._task = asyncio.create_task(self._run(), name="batcher")

    async def stop(self) -> None:
        """Commit what is queued, then end."""
        self._stopping = True
        self._arrived.set()
        if self._task is not None:
            await self._task
        if self._connection is not None:
            await self._connection.close(timeout=5)

    async def append(self, command: Append) -> Appended:
        """Store one command's events; a caller that gives up waiting does not stop the commit."""
        if self._stopping:
            raise StoreUnavailable("stopping")
        done: asyncio.Future[Appended] = asyncio.get_running_loop().create_future()
        self._waiting.append((command, done))
        self._arrived.set()
        return await done

    async def wake(self, sleepers: Sequence[asyncio.Event]) -> None:
        """Wake whoever follows the store, each time something was stored."""
        while True:
            await self.appended.wait()
            self.appended.clear()
            for sleeper in sleepers:
                sleeper.set()

    async def _connect(self) -> None:
        self._connection = await asyncpg.connect(self._url, command_timeout=60)
        self._statement = await self._connection.prepare(_APPEND)

    async def _run(self) -> None:
        while not self._stopping:
            await self._arrived.wait()
            self._arrived.clear()
            while self._waiting:
                await self._store(self._next_batch())

    def _next_batch(self) -> list[_Waiting]:
        """Take half of what waits, up to a repeat of a command that is in the batch itself."""
        batch: list[_Waiting] = []
        keys = set()
        most = min(max(len(self._waiting) // 2, SMALLEST_HALF), LARGEST_BATCH)
        while self._waiting and len(batch) < most:
            command = self._waiting[0][0]
            if command.client is not None:
                key = (command.client, command.command_id)
                if key in keys:
                    break
                keys.add(key)
            batch.append(self._waiting.popleft())
        return batch

    async def _store(self, batch: list[_Waiting]) -> None:
        try:
            if self._connection is None or self._connection.is_closed():
                await self._connect()
            rows = await self._statement.fetch(*_columns([append for append, _ in batch]))
        except ValueError as unsendable:  # found before anything was sent
            await self._bisect(batch, unsendable)
        except STORE_AWAY as gone:
            self._drop_connection()
            _fail(batch, StoreUnavailable(str(gone)))
        except Exception as refused:
            await self._bisect(batch, refused)
        else:
            self.appended.set()
            asyncio.get_running_loop().call_soon(_answer, batch, rows)

    async def _bisect(self, batch: list[_Waiting], refused: Exception) -> None:
        """One command that the database cannot take must not fail its neighbours."""
        if len(batch) == 1:
            log.error("append refused by the database", extra={"error": str(refused)})
            _fail(batch, refused)
            return
        middle = len(batch) // 2
        await self._store(batch[:middle])
        await self._store(batch[middle:])

    def _drop_connection(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
        self._connection = None


def _answer(batch: list[_Waiting], rows: Sequence[Any]) -> None:
    for (_, done), row in zip(batch, rows, strict=True):
        if not done.done():
            done.set_result(Appended._make(row))


def _fail(batch: list[_Waiting], error: Exception) -> None:
    for _, done in batch:
        if not done.done():
            done.set_exception(error)


def _columns(batch: list[Append]) -> tuple[Any, ...]:
    """Lay a batch out as the parallel arrays that the function takes."""
    guards = [guard for append in batch for guard in append.guards]
    events = [event for append in batch for event in append.events]
    return (
        PART,
        [append.client for append in batch],
        [append.command_id for append in batch],
        [append.fingerprint for append in batch],
        [append.keep for append in batch],
        [append.answer for append in batch],
        [len(append.guards) for append in batch],
        [len(append.events) for append in batch],
        [stream for stream, _ in guards],
        [version for _, version in guards],
        [event.stream for event in events],
        [event.event_id for event in events],
        [event.type for event in events],
        [event.schema for event in events],
        [event.data for event in events],
        [event.meta for event in events],
    )

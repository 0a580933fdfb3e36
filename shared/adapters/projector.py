"""Keeps a service's own views: reads behind the checkpoint, writes rows and checkpoint at once."""

import asyncio
import hashlib
import logging
from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg

from shared.adapters.event_store import EventStore
from shared.adapters.problems import Problem
from shared.adapters.sql import creation
from shared.adapters.trouble import STORE_AWAY
from shared.adapters.views import SCHEMA, HeardView, OwnView
from shared.contracts.envelope import CloudEvent
from shared.kernel.recorded import Recorded

log = logging.getLogger(__name__)

CHUNK = 1000
HEARD = "heard-"  # before a publisher's name: the checkpoint of what came over the bus
WAIT_SECONDS = 2.0
_CHECKPOINT = "CREATE TABLE {}.checkpoint (source text PRIMARY KEY, position bigint NOT NULL)"
_BEGIN = """
INSERT INTO {}.checkpoint AS c VALUES ($1, $3)
ON CONFLICT (source) DO UPDATE SET position = $3 WHERE c.position = $2
"""
_MOVE = "UPDATE {}.checkpoint SET position = $3 WHERE source = $1 AND position = $2"
_FORM = "CREATE TABLE {}.form (fingerprint text NOT NULL)"


class Views:
    """All read models of a service, in one schema, with one checkpoint per source."""

    def __init__(
        self,
        service: str,
        pool: asyncpg.Pool,
        store: EventStore[Any],
        own: Sequence[OwnView],
        heard: Sequence[HeardView] = (),
    ) -> None:
        self.service = service
        self.pool = pool
        self._store = store
        self.own = own
        self.heard = heard
        self._positions: dict[str, int] = {}
        self._followed: int | None = None
        self._moved = asyncio.Condition()

    async def prepare(self) -> None:
        """Make the tables, anew when their form has changed; the projector then fills them."""
        found = await self.pool.fetchval("SELECT to_regclass($1)", f"{SCHEMA}.form")
        if found is not None:
            form = await self.pool.fetchval(f"SELECT fingerprint FROM {SCHEMA}.form")
            if form == self.fingerprint():
                return
            log.warning("the views have another form; making them again")
        async with self.pool.acquire() as connection, connection.transaction():
            await self.make(connection, SCHEMA)

    async def make(self, connection: asyncpg.Connection, schema: str) -> None:
        """Make all tables in a schema, dropping what is there."""
        self._followed = None
        for table in await connection.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = $1", schema
        ):
            await connection.execute(f'DROP TABLE "{schema}"."{table["tablename"]}" CASCADE')
        for statement in self._statements(schema):
            await connection.execute(statement)
        await connection.execute(f"INSERT INTO {schema}.form VALUES ($1)", self.fingerprint())

    def fingerprint(self) -> str:
        """Name the form of all tables: another form means other tables."""
        return hashlib.sha256("\n".join(self._statements(SCHEMA)).encode()).hexdigest()

    def _statements(self, schema: str) -> list[str]:
        all_views: list[OwnView | HeardView] = [*self.own, *self.heard]
        metadata = {id(view.metadata): view.metadata for view in all_views}
        made = [text for tables in metadata.values() for text in creation(tables, schema)]
        return [_CHECKPOINT.format(schema), _FORM.format(schema), *made]

    async def follow(self) -> int:
        """Bring the own views up to the head of the store; return the position reached.

        Where they are is asked after a pause or any trouble; nobody moves them unnoticed.
        """
        position, self._followed = self._followed, None
        if position is None:
            position = (await self.positions()).get(self.service, 0)
        is_full = True
        while is_full and (events := await self._store.after(position, CHUNK)):
            async with self.pool.acquire() as connection, connection.transaction():
                await self._write_own(connection, SCHEMA, events)
            position, is_full = events[-1].position, len(events) == CHUNK
            await self.moved({self.service: position})
        self._followed = position
        return position

    async def follow_to(self, connection: asyncpg.Connection, schema: str, until: int) -> None:
        """Bring the own views in a schema to exactly this position, which the store must hold.

        The next events are read while these are written.
        """
        position = await place(connection, schema, self.service)
        events = await self._between(position, until)
        while events:
            writing = self._write_page(connection, schema, events)
            reading = self._between(events[-1].position, until)
            _, events = await asyncio.gather(writing, reading)

    async def _between(self, position: int, until: int) -> list[Recorded[Any]]:
        """Return what follows a position, up to another, in so far as it fits a page."""
        limit = min(CHUNK, until - position)
        return await self._store.after(position, limit) if limit > 0 else []

    async def _write_page(
        self, connection: asyncpg.Connection, schema: str, events: Sequence[Recorded[Any]]
    ) -> None:
        async with connection.transaction():
            await self._write_own(connection, schema, events)

    async def _write_own(
        self, connection: asyncpg.Connection, schema: str, events: Sequence[Recorded[Any]]
    ) -> None:
        """Write what own events change; the checkpoint first, for who holds it swaps schemas."""
        before, after = events[0].position - 1, events[-1].position
        await move(connection, schema, self.service, before, after)
        for view in self.own:
            await view.apply(connection, schema, events)

    async def move_heard(
        self, connection: asyncpg.Connection, schema: str, events: Sequence[CloudEvent]
    ) -> dict[str, int]:
        """Move the publishers' places past these events, likewise first; return them."""
        first: dict[str, int] = {}
        last: dict[str, int] = {}
        for event in events:
            first.setdefault(f"{HEARD}{event.service}", event.position)
            last[f"{HEARD}{event.service}"] = event.position
        for source, position in sorted(last.items()):
            await move(connection, schema, source, first[source] - 1, position)
        return last

    async def hear(
        self, connection: asyncpg.Connection, schema: str, events: Sequence[CloudEvent]
    ) -> None:
        """Write what published events change."""
        for view in self.heard:
            await view.hear(connection, schema, events)

    async def run(self, appended: asyncio.Event) -> None:
        """Follow the store for ever: woken by the batcher, else looking once a second."""
        while True:
            appended.clear()
            try:
                await self.follow()
            except (asyncpg.PostgresError, *STORE_AWAY):
                log.exception("views cannot be written; trying again")
                for view in self.own:
                    view.forget()
                await asyncio.sleep(1)
                continue
            try:
                async with asyncio.timeout(1):
                    await appended.wait()
            except TimeoutError:
                self._followed = None

    async def moved(self, positions: Mapping[str, int]) -> None:
        """Tell waiting readers how far the views are now."""
        self._positions.update(positions)
        async with self._moved:
            self._moved.notify_all()

    async def positions(self) -> dict[str, int]:
        """Return how far the views know each source."""
        rows = await self.pool.fetch(f"SELECT source, position FROM {SCHEMA}.checkpoint")
        self._positions = {row["source"]: row["position"] for row in rows}
        return dict(self._positions)

    async def wait(self, wanted: Mapping[str, int]) -> None:
        """Wait until the views know these positions, or refuse after two seconds."""
        deadline = asyncio.get_running_loop().time() + WAIT_SECONDS
        while not self._reached(wanted):
            if asyncio.get_running_loop().time() >= deadline:
                facts = {"positions": self._positions}
                raise Problem(
                    503, "view-behind", "the lists do not know that yet", **facts
                ).with_headers(Retry_After="1")
            async with self._moved:
                try:
                    async with asyncio.timeout(0.1):
                        await self._moved.wait()
                except TimeoutError:
                    await self.positions()

    def _reached(self, wanted: Mapping[str, int]) -> bool:
        return all(self._known(service) >= position for service, position in wanted.items())

    def _known(self, service: str) -> int:
        """How far all views know a service; what is heard from oneself counts where it is kept."""
        heard = self._positions.get(f"{HEARD}{service}", 0)
        if service != self.service:
            return heard
        own = self._positions.get(service, 0)
        return min(own, heard) if self.heard else own

    def known(self) -> dict[str, int]:
        """Return how far the lists know each service, as answers say it."""
        services = {name.removeprefix(HEARD) for name in self._positions}
        return {name: self._known(name) for name in services}


async def place(connection: asyncpg.Connection, schema: str, source: str) -> int:
    """Return how far the views in a schema know a source."""
    position: int | None = await connection.fetchval(
        f"SELECT position FROM {schema}.checkpoint WHERE source = $1", source
    )
    return position or 0


async def move(
    connection: asyncpg.Connection, schema: str, source: str, before: int, after: int
) -> None:
    """Move a checkpoint, or fail when somebody else has moved it: no effect happens twice."""
    statement = _BEGIN if before == 0 else _MOVE
    status = await connection.execute(statement.format(schema), source, before, after)
    if not status.endswith(" 1"):
        raise asyncpg.SerializationError(f"checkpoint of {source} is not at {before}")

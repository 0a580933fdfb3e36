"""Views made anew beside the live ones, proven equal and put in their place while all goes on.

Three steps. Built: in a schema of their own, up to where the live views are. Proven: in one
transaction that sees the live views as of one moment and brings the new ones to the same places.
Swapped: under a lock on the live checkpoint, which every writer of views takes before its rows, the
new ones follow the last few events and the schemas change names.
"""

import asyncio
from collections.abc import Mapping, Sequence

import asyncpg

from luodi.bus import Published
from luodi.comparing import Compared, compare
from shared.adapters.projector import HEARD, Views, place
from shared.adapters.views import SCHEMA
from shared.contracts.envelope import CloudEvent

BESIDE = "view_beside"
BEFORE = "view_before"
_LOCK = "SELECT pg_try_advisory_lock(1819632489, -1)"
_ATTEMPTS = 5
# What is no consequence of events alone: that a timer has fired is marked afterwards.
_LEFT_OUT = {"checkpoint": (), "form": (), "timer": ("fired_at",)}
_CARRY = f"""
  UPDATE {BESIDE}.timer n SET fired_at = o.fired_at FROM {SCHEMA}.timer o
  WHERE (o.stream, o.name, o.due_at) = (n.stream, n.name, n.due_at) AND o.fired_at IS NOT NULL
"""
_TAKE_OVER = f"""
  INSERT INTO {BESIDE}.checkpoint SELECT * FROM {SCHEMA}.checkpoint WHERE source LIKE '{HEARD}%'
  ON CONFLICT (source) DO UPDATE SET position = excluded.position
"""


class Busy(Exception):
    """Somebody else is rebuilding these views."""


class NoViews(Exception):
    """The service has no views yet."""


class Rebuild:
    """One rebuild of a service's views, on a connection of its own."""

    def __init__(self, views: Views, published: Published, connection: asyncpg.Connection) -> None:
        self._views = views
        self._published = published
        self._connection = connection

    async def begin(self) -> bool:
        """Make the tables beside; say whether the live ones have the same form."""
        if not await self._connection.fetchval(_LOCK):
            raise Busy
        if await self._connection.fetchval("SELECT to_regclass($1)", f"{SCHEMA}.form") is None:
            raise NoViews
        form = await self._connection.fetchval(f"SELECT fingerprint FROM {SCHEMA}.form")
        async with self._connection.transaction():
            await self._connection.execute(f"DROP SCHEMA IF EXISTS {BEFORE}, {BESIDE} CASCADE")
            await self._connection.execute(f"CREATE SCHEMA {BESIDE}")
            await self._views.make(self._connection, BESIDE)
        for view in self._views.own:
            view.forget()
        return bool(form == self._views.fingerprint())

    async def build(self) -> Mapping[str, int]:
        """Fill them up to where the live ones are."""
        places = await self._live()
        await self._bring(places)
        return places

    async def prove(self) -> tuple[Mapping[str, int], Sequence[Compared]]:
        """Compare row by row at the same places; return these and what came of each table."""
        for _ in range(_ATTEMPTS):
            heard: list[CloudEvent] = []
            try:
                async with self._connection.transaction(isolation="repeatable_read"):
                    places = await self._live()
                    await self._bring(places, heard)
                    return places, await compare(self._connection, SCHEMA, BESIDE, _LEFT_OUT)
            except asyncpg.SerializationError:
                self._published.give_back(heard)
        raise Busy

    async def swap(self) -> Mapping[str, int]:
        """Put the new views in the place of the live ones; return how far they are."""
        async with self._connection.transaction():
            timers = await self._has_timers()
            locked = f"{SCHEMA}.checkpoint, {SCHEMA}.timer" if timers else f"{SCHEMA}.checkpoint"
            await self._connection.execute(f"LOCK TABLE {locked} IN EXCLUSIVE MODE")
            places = await self._live()
            await self._bring(places)
            if timers:
                await self._connection.execute(_CARRY)
            await self._connection.execute(f"ALTER SCHEMA {SCHEMA} RENAME TO {BEFORE}")
            await self._connection.execute(f"ALTER SCHEMA {BESIDE} RENAME TO {SCHEMA}")
        await self._drop(BEFORE)
        return places

    async def give_up(self) -> None:
        """Leave the live views as they are and nothing beside them."""
        await self._drop(BESIDE)

    async def _live(self) -> dict[str, int]:
        rows = await self._connection.fetch(f"SELECT source, position FROM {SCHEMA}.checkpoint")
        return {row["source"]: row["position"] for row in rows}

    async def _has_timers(self) -> bool:
        """Whether timers are kept, by the live views and by the new ones."""
        both = "SELECT to_regclass($1) IS NOT NULL AND to_regclass($2) IS NOT NULL"
        return bool(await self._connection.fetchval(both, f"{SCHEMA}.timer", f"{BESIDE}.timer"))

    async def _bring(
        self, places: Mapping[str, int], heard: list[CloudEvent] | None = None
    ) -> None:
        """Bring the views beside to exactly these places; what is read for it is added to `heard`.

        What was published next is read while this is written.
        """
        service = self._views.service
        await self._views.follow_to(self._connection, BESIDE, places.get(service, 0))
        if not self._views.heard:
            await self._connection.execute(_TAKE_OVER)
            return
        wanted = {
            source.removeprefix(HEARD): position
            for source, position in places.items()
            if source.startswith(HEARD)
        }
        known = {name: await place(self._connection, BESIDE, f"{HEARD}{name}") for name in wanted}
        pages = self._published.upto(known, wanted)

        async def read() -> list[CloudEvent]:
            events: list[CloudEvent] = await anext(pages, [])
            if heard is not None:
                heard.extend(events)
            return events

        events = await read()
        while events:
            following = asyncio.create_task(read())
            try:
                await self._hear(events)
            finally:
                events = await following

    async def _hear(self, events: Sequence[CloudEvent]) -> None:
        async with self._connection.transaction():
            await self._views.move_heard(self._connection, BESIDE, events)
            await self._views.hear(self._connection, BESIDE, events)

    async def _drop(self, schema: str) -> None:
        """Drop a schema that somebody may still be reading from."""
        for _ in range(_ATTEMPTS):
            try:
                await self._connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
            except asyncpg.DeadlockDetectedError:
                continue
            return

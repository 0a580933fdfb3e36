"""Views made anew beside the live ones, proven equal and put in their place while all goes on.

Three steps. Built: in a schema of their own, up to where the live views are. Proven: in one
transaction that sees the live views as of one moment and brings the new ones to the same places.
Swapped: under a lock on the live checkpoint, which every writer of views takes before its rows, the
new ones follow the last few events and the schemas change names.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg

from luodi.bus import Published
from shared.adapters.projector import HEARD, Views, place
from shared.adapters.views import SCHEMA
from shared.contracts.envelope import CloudEvent

BESIDE = "view_beside"
_BEFORE = "view_before"
_LOCK = "SELECT pg_try_advisory_lock(1819632489, -1)"
_ATTEMPTS = 5
_SAMPLES = 3
_NO_VIEWS = ("checkpoint", "form")
# What is no consequence of events alone: that a timer has fired is marked afterwards.
_MARKS = {"timer": ("fired_at",)}
_COLUMNS = """
  SELECT table_name, column_name, data_type FROM information_schema.columns
  WHERE table_schema = $1 AND table_name <> ALL($2) ORDER BY table_name, ordinal_position
"""
_CARRY = f"""
  UPDATE {BESIDE}.timer n SET fired_at = o.fired_at FROM {SCHEMA}.timer o
  WHERE (o.stream, o.name, o.due_at) = (n.stream, n.name, n.due_at) AND o.fired_at IS NOT NULL
"""


class Busy(Exception):
    """Somebody else is rebuilding these views."""


class NoViews(Exception):
    """The service has no views yet."""


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One table: how many rows are alike, and which stand on one side only (some of them)."""

    table: str
    rows: int
    only_live: int
    only_new: int
    samples: Sequence[str]

    @property
    def alike(self) -> bool:
        """Whether both sides hold the same rows."""
        return self.only_live == self.only_new == 0


class Rebuild:
    """One rebuild of a service's views, on a connection of its own."""

    def __init__(
        self, views: Views, published: Published, connection: asyncpg.Connection
    ) -> None:
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
            await self._connection.execute(f"DROP SCHEMA IF EXISTS {_BEFORE} CASCADE")
            await self._connection.execute(f"DROP SCHEMA IF EXISTS {BESIDE} CASCADE")
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
        for attempt in range(1, _ATTEMPTS + 1):
            given: list[CloudEvent] = []
            try:
                async with self._connection.transaction(isolation="repeatable_read"):
                    places = await self._live()
                    await self._bring(places, given)
                    return places, await self._compare()
            except asyncpg.SerializationError:
                if attempt == _ATTEMPTS:
                    raise
                self._undo(given)
        raise AssertionError("unreachable")

    async def swap(self) -> Mapping[str, int]:
        """Put the new views in the place of the live ones; return how far they are."""
        async with self._connection.transaction():
            await self._connection.execute(f"LOCK TABLE {SCHEMA}.checkpoint IN EXCLUSIVE MODE")
            places = await self._live()
            await self._bring(places)
            await self._carry_marks()
            await self._connection.execute(f"ALTER SCHEMA {SCHEMA} RENAME TO {_BEFORE}")
            await self._connection.execute(f"ALTER SCHEMA {BESIDE} RENAME TO {SCHEMA}")
        await self._drop(_BEFORE)
        return places

    async def give_up(self) -> None:
        """Leave the live views as they are and nothing beside them."""
        await self._drop(BESIDE)

    async def _live(self) -> dict[str, int]:
        rows = await self._connection.fetch(f"SELECT source, position FROM {SCHEMA}.checkpoint")
        return {row["source"]: row["position"] for row in rows}

    async def _bring(
        self, places: Mapping[str, int], given: list[CloudEvent] | None = None
    ) -> None:
        """Bring the views beside to exactly these places; `given` collects what was heard."""
        own = self._views.service
        await self._views.follow_to(self._connection, BESIDE, places.get(own, 0))
        wanted = {
            source.removeprefix(HEARD): position
            for source, position in places.items()
            if source.startswith(HEARD)
        }
        if not self._views.heard:
            await self._take_over(wanted)
            return
        known = {name: await place(self._connection, BESIDE, f"{HEARD}{name}") for name in wanted}
        async for events in self._published.upto(known, wanted):
            if given is not None:
                given += events
            async with self._connection.transaction():
                await self._views.write_heard(self._connection, BESIDE, events)

"""Rings in every process once something new is committed to the feed.

PostgreSQL carries it (NOTIFY, one per transaction), so that it rings after the commit and never
before. It is a hint: whoever waits looks by itself as well, at least once a second.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from shared.adapters.trouble import STORE_AWAY

log = logging.getLogger(__name__)

CHANNEL = "luodi_feed"
RING = f"SELECT pg_notify('{CHANNEL}', '')"


class Bell:
    """One listening connection per process while anybody listens."""

    def __init__(self, database_url: str) -> None:
        self._url = database_url
        self._listeners: set[asyncio.Event] = set()
        self._connection: asyncpg.Connection | None = None
        self._lock = asyncio.Lock()

    def ring(self) -> None:
        """Wake everybody who listens in this process."""
        for listener in self._listeners:
            listener.set()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["Listener"]:
        """Lend an ear as long as the block runs."""
        heard = asyncio.Event()
        self._listeners.add(heard)
        try:
            yield Listener(self, heard)
        finally:
            self._listeners.discard(heard)
            if not self._listeners:
                await self._hang_up()

    async def connect(self) -> bool:
        """Listen to the database, unless that is so already; tell whether one can be heard."""
        async with self._lock:
            if self._connection is not None and not self._connection.is_closed():
                return True
            try:
                self._connection = await asyncpg.connect(self._url, command_timeout=5)
                await self._connection.add_listener(CHANNEL, self._on_notify)
            except (asyncpg.PostgresError, *STORE_AWAY):
                log.warning("cannot listen to the database; looking once a second")
                self._connection = None
            return self._connection is not None

    def _on_notify(self, *_: object) -> None:
        self.ring()

    async def _hang_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()


class Listener:
    """One ear."""

    def __init__(self, bell: Bell, heard: asyncio.Event) -> None:
        self._bell = bell
        self._heard = heard

    def ring(self) -> None:
        """Wake this one alone."""
        self._heard.set()

    async def wait(self, seconds: float) -> bool:
        """Return True as soon as the bell rings or has rung since the last wait, False in time."""
        heard = await self._bell.connect()
        try:
            async with asyncio.timeout(seconds if heard else min(seconds, 1.0)):
                await self._heard.wait()
        except TimeoutError:
            return False
        self._heard.clear()
        return True

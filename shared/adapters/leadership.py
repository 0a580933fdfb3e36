"""Leadership: one process of a service holds an advisory lock on a connection of its own."""

import asyncio
from types import TracebackType
from typing import Self

import asyncpg

from shared.adapters.trouble import STORE_AWAY

_LOCK = "SELECT pg_try_advisory_lock(1819632489, 0)"
_BEAT = 1.0


class Leadership:
    """Wait to be the leader; inside the block one is, until `lost` returns."""

    def __init__(self, database_url: str) -> None:
        self._url = database_url
        self._connection: asyncpg.Connection | None = None

    async def __aenter__(self) -> Self:
        """Return once elected."""
        while True:
            try:
                if self._connection is None or self._connection.is_closed():
                    self._connection = await asyncpg.connect(self._url, command_timeout=5)
                if await self._connection.fetchval(_LOCK):
                    return self
            except (asyncpg.PostgresError, *STORE_AWAY):
                await self._drop()
            await asyncio.sleep(0.5)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stand down."""
        await self._drop()

    async def lost(self) -> None:
        """Return when the connection, and with it the lock, is gone."""
        while self._connection is not None and not self._connection.is_closed():
            try:
                await self._connection.fetchval("SELECT 1")
            except (asyncpg.PostgresError, *STORE_AWAY):
                return
            await asyncio.sleep(_BEAT)

    async def _drop(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None

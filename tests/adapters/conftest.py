"""A store with a writer, on a database of its own."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from shared.adapters.batcher import Batcher
from shared.adapters.command_handler import CommandHandler, Context, Done, Part
from shared.adapters.event_store import EventStore
from shared.adapters.settings import Service
from tests.adapters.counter import CODEC, COUNTER, Counted, count
from tests.adapters.counter_service import SPEC
from tests.harness.servers import Cluster, Database
from tests.harness.services import Installation, Served, installation


@dataclass(frozen=True)
class Counters:
    """The counter aggregate on a real store."""

    database: Database
    pool: asyncpg.Pool
    batcher: Batcher
    store: EventStore[Counted]
    commands: CommandHandler[Counted]

    async def count(self, name: str, amount: int = 1, note: str = "", **context: Any) -> Done:
        return await self.commands.handle(
            Part(COUNTER, name),
            count(amount, note),
            Context(correlation=name, **context),
            creates=True,
        )


@asynccontextmanager
async def counters_on(database: Database) -> AsyncIterator[Counters]:
    pool = await asyncpg.create_pool(database.url, min_size=1, max_size=8)
    batcher = Batcher(database.url)
    await batcher.start()
    store = EventStore(pool, CODEC)
    yield Counters(database, pool, batcher, store, CommandHandler(store, batcher, CODEC))
    await batcher.stop()
    await pool.close()


@pytest.fixture
async def counters(
    fresh_database: Callable[[Service], Awaitable[Database]],
) -> AsyncIterator[Counters]:
    async with counters_on(await fresh_database("leads")) as made:
        yield made


@pytest.fixture
async def counting(cluster: Cluster, broker: str, tmp_path: Path) -> AsyncIterator[Installation]:
    async with installation(cluster, broker, tmp_path) as made:
        await made.start("leads", await cluster.fresh("leads"), SPEC)
        yield made


@pytest.fixture
async def commanded(
    cluster: Cluster, broker: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Served]:
    """The real access, on which a command works that is given in this environment."""
    async with installation(cluster, broker, tmp_path) as running:
        await running.settled()
        served = running.services["access"]
        for name, value in {**running.environment, **served.database.environment()}.items():
            monkeypatch.setenv(name, value)
        yield served


@pytest.fixture
async def specialist(counting: Installation) -> httpx.AsyncClient:
    return await counting.login("specialist")

"""The same services on empty databases that are given the stored events up to a moment."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg

from shared.adapters.runtime import ServiceSpec
from tests.harness.servers import Cluster, Database
from tests.harness.services import Installation, prepared

NAMES = ("leads", "projects", "approvals")
_COLUMNS = [
    "part",
    "pos",
    "event_id",
    "stream",
    "version",
    "type",
    "schema",
    "data",
    "meta",
    "recorded_at",
    "hash",
]
_LATER = f"SELECT {', '.join(_COLUMNS)} FROM es.event WHERE pos > $1 AND recorded_at <= $2"


@dataclass(frozen=True)
class Rebuilt:
    """It knows what was recorded by a moment and nothing else; it adds nothing of its own."""

    running: Installation

    async def learn(self, original: Installation, until: datetime) -> None:
        """Take in what the original recorded by a later moment than before."""
        for name in NAMES:
            known, _ = await self.running.services[name].runtime.store.head()
            pool = original.services[name].runtime.pool
            rows = await pool.fetch(f"{_LATER} ORDER BY pos", known, until)
            await self._store(name, [tuple(row) for row in rows])
            self.running.services[name].runtime.batcher.appended.set()
        await self.running.settled()

    async def _store(self, name: str, rows: list[Any]) -> None:
        admin = await asyncpg.connect(self.running.services[name].database.admin_url)
        await admin.copy_records_to_table("event", schema_name="es", columns=_COLUMNS, records=rows)
        await admin.close()


@asynccontextmanager
async def rebuilt(cluster: Cluster, broker: str, folder: Path) -> AsyncIterator[Rebuilt]:
    """Run the services, on a bus of their own, with nothing in them."""
    running = prepared(broker, folder)
    try:
        await running.start("access", await cluster.fresh("access"))
        for name in NAMES:
            database = await cluster.fresh(name)  # type: ignore[arg-type]  # a service's name
            await _close_the_store(database)
            spec: ServiceSpec[Any] = import_module(f"services.{name}.main").SPEC
            await running.start(name, database, _silent(spec))
        yield Rebuilt(running)
    finally:
        await running.stop()


def _silent(spec: ServiceSpec[Any]) -> ServiceSpec[Any]:
    """The service that only reads: it reacts to nothing and has no timers."""
    return replace(spec, react=_nothing, at_start=(), on_timer=None)


async def _nothing(*_: Any) -> list[Any]:
    return []


async def _close_the_store(database: Database) -> None:
    """Let nobody but the superuser add events, not even the notary."""
    admin = await asyncpg.connect(database.admin_url)
    role = urlsplit(database.url).username
    await admin.execute(f'REVOKE EXECUTE ON FUNCTION es.append_batch FROM "{role}"')
    await admin.close()

"""Our services as processes of their own, to be killed: for the tests of what survives.

async with processes(tmp_path, "leads", "projects") as running:
    running.kill9("leads"); running.start("leads")
    running.postgres.kill9(); running.postgres.start()
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from luodi.embedded import Nats, Postgres
from luodi.process import Child, Program
from shared.adapters.settings import SERVICES
from tests.harness.servers import Cluster, Database, start_nats, start_postgres
from tests.harness.services import Installation, prepared

ROOT = Path(__file__).parents[2]


@dataclass(kw_only=True)
class Processes:
    """An installation whose every part is a process."""

    folder: Path
    postgres: Postgres
    nats: Nats
    inner: Installation
    databases: dict[str, Database] = field(default_factory=dict)
    children: dict[str, Child] = field(default_factory=dict)

    def start(self, name: str) -> None:
        """Start a service; `ready` waits for it."""
        program = Program(
            name=name,
            command=(sys.executable, "-m", f"services.{name}"),
            log=self.folder / f"{name}.log",
            environment={**self.environment(name), "PYTHONPATH": str(ROOT)},
            folder=ROOT,
        )
        self.children[name] = Child(program)

    def environment(self, name: str) -> dict[str, str]:
        """What a service is told."""
        return {
            **self.inner.environment,
            **self.databases[name].environment(),
            "LUODI_PORT": self.inner.urls[name].rpartition(":")[2],
        }

    def kill9(self, name: str) -> None:
        """Kill a service or a server without a last word."""
        if name == "postgres":
            self.postgres.kill9()
        elif name == "nats":
            self.nats.kill9()
        else:
            self.children[name].kill9()

    def revive(self, name: str) -> None:
        """Start again what was killed."""
        if name == "postgres":
            self.postgres.start()
        elif name == "nats":
            self.nats.start()
        else:
            self.start(name)

    async def ready(self, *names: str, seconds: float = 30) -> None:
        """Wait until these services answer that they can serve."""
        deadline = asyncio.get_running_loop().time() + seconds
        async with httpx.AsyncClient(trust_env=False) as client:
            for name in names or tuple(self.children):
                while not await _is_ready(client, f"{self.inner.urls[name]}/readyz"):
                    tail = (self.folder / f"{name}.log").read_text()[-3000:]
                    assert asyncio.get_running_loop().time() < deadline, f"{name}: {tail}"
                    await asyncio.sleep(0.05)

    def stop(self) -> None:
        """Stop everything."""
        for child in self.children.values():
            child.stop()
        self.nats.stop()
        self.postgres.stop()


async def _is_ready(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url, timeout=2)).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


@asynccontextmanager
async def processes(folder: Path, *names: str) -> AsyncIterator[Processes]:
    """Run the named services on a PostgreSQL and a NATS of their own, on disk and synced."""
    unknown = set(names) - set(SERVICES)
    assert not unknown, unknown
    os.makedirs(folder / "logs", exist_ok=True)
    running = Processes(
        folder=folder / "logs",
        postgres=start_postgres(folder / "postgres"),
        nats=start_nats(folder / "nats"),
        inner=prepared("nats://unset", folder),
    )
    try:
        running.inner.environment["LUODI_NATS_URL"] = running.nats.url
        cluster = Cluster(admin_url=running.postgres.admin_url, password=running.postgres.password)
        for name in dict.fromkeys(("access", *names)):
            running.databases[name] = await cluster.fresh(name)  # type: ignore[arg-type]  # checked above
            running.start(name)
        await running.ready()
        yield running
    finally:
        for client in running.inner._clients:
            await client.aclose()
        running.stop()

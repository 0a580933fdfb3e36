"""What is measured: real servers with every commit synced to disk, services as processes."""

import asyncio
import re
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import httpx

from benchmarks import bare
from benchmarks.keys import Keys, keys
from luodi.embedded import Postgres
from luodi.process import Child, Program
from luodi.server import free_port
from shared.adapters.projector import HEARD
from shared.adapters.settings import Service
from tests.harness.servers import Cluster, Database, start_nats, start_postgres
from tests.harness.services import prepared

ROOT = Path(__file__).parents[1]
_HEAD = re.compile(r"^luodi_store_position (\S+)", re.MULTILINE)
_KNOWN = re.compile(r'^luodi_view_position\{source="([^"]+)"\} (\S+)', re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Running:
    """A service, or the baseline, as a process of its own."""

    port: int
    database: Database
    environment: Mapping[str, str]
    child: Child

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    async def settled(self, seconds: float = 60) -> None:
        """Wait until it has published, heard and written into its views all that it stored."""
        service, deadline = self.database.service, asyncio.get_running_loop().time() + seconds
        async with httpx.AsyncClient(base_url=self.url, trust_env=False) as client:
            while not _is_settled(service, (await client.get("/metrics")).text):
                if asyncio.get_running_loop().time() > deadline:
                    raise RuntimeError(f"{service} does not come to rest")
                await asyncio.sleep(0.05)


@dataclass(kw_only=True)
class Site:
    """One PostgreSQL for the whole run; brokers and services come and go with the rows."""

    folder: Path
    postgres: Postgres
    cluster: Cluster
    keys: Keys
    is_full: bool
    _named: int = 0

    def sizes(self, usual: Mapping[int, int]) -> dict[int, int]:
        """The sizes to measure at, each with how often; a million is taken once, if asked for."""
        return {**usual, **({1_000_000: 1} if self.is_full else {})}

    def fresh_folder(self, name: str) -> Path:
        """Return an empty folder."""
        self._named += 1
        folder = self.folder / f"{self._named}-{name}"
        folder.mkdir()
        return folder

    async def fresh(self, service: Service = "leads") -> Database:
        """Return a service's database, migrated and empty."""
        return await self.cluster.fresh(service)

    async def plain(self) -> str:
        """Return the address of a database with the baseline's one table."""
        url = (await self.fresh()).admin_url
        connection = await asyncpg.connect(url)
        await connection.execute(bare.TABLE)
        await connection.close()
        return url

    @asynccontextmanager
    async def broker(self) -> AsyncIterator[str]:
        """Run a NATS server with an empty store."""
        server = await asyncio.to_thread(start_nats, self.fresh_folder("nats"))
        try:
            yield server.url
        finally:
            await asyncio.to_thread(server.stop)

    @asynccontextmanager
    async def baseline(self) -> AsyncIterator[Running]:
        """Run the bare service on a table of its own."""
        port, database = free_port(), await self.fresh()
        connection = await asyncpg.connect(database.admin_url)
        await connection.execute(bare.TABLE)
        await connection.close()
        command = ("benchmarks.bare", str(port), database.admin_url)
        async with self._running(command, port, database, {}) as running:
            yield running

    @asynccontextmanager
    async def services(
        self, nats_url: str, modules: Mapping[Service, str], **more: str
    ) -> AsyncIterator[dict[Service, Running]]:
        """Run services on fresh databases; each is a module, such as `services.leads`."""
        folder = self.fresh_folder("services")
        inner = prepared(nats_url, folder, **more)
        urls = inner.urls if "access" in modules else {**inner.urls, "access": self.keys.url}
        told = {
            **inner.environment,
            "LUODI_SERVICE_URLS": ",".join(f"{name}={url}" for name, url in urls.items()),
        }
        async with AsyncExitStack() as stack:
            running: dict[Service, Running] = {}
            for name, module in modules.items():
                port, database = int(urls[name].rpartition(":")[2]), await self.fresh(name)
                environment = {**told, **database.environment(), "LUODI_PORT": str(port)}
                running[name] = await stack.enter_async_context(
                    self._running((module, name), port, database, environment)
                )
            yield running

    @asynccontextmanager
    async def beside(self, module: str, leading: Running) -> AsyncIterator[Running]:
        """Run one more process of a service: it answers, and the other one does all the rest."""
        port = free_port()
        environment = {**leading.environment, "LUODI_PORT": str(port)}
        command = (module, leading.database.service)
        async with self._running(command, port, leading.database, environment) as running:
            yield running

    @asynccontextmanager
    async def _running(
        self, module: Sequence[str], port: int, database: Database, environment: dict[str, str]
    ) -> AsyncIterator[Running]:
        program = Program(
            name=module[0],
            command=(sys.executable, "-m", *module),
            log=self.folder / f"{module[0]}.log",
            environment=environment,
            folder=ROOT,
        )
        running = Running(
            port=port, database=database, environment=environment, child=Child(program)
        )
        try:
            await _ready(running)
            yield running
        finally:
            await asyncio.to_thread(running.child.stop)


def _is_settled(service: str, metrics: str) -> bool:
    head = float(_HEAD.findall(metrics)[0])
    known = {source: float(position) for source, position in _KNOWN.findall(metrics)}
    return all(known.get(source, 0) >= head for source in (service, f"{HEARD}{service}"))


async def _ready(running: Running) -> None:
    deadline = asyncio.get_running_loop().time() + 30
    async with httpx.AsyncClient(trust_env=False) as client:
        while True:
            try:
                if (await client.get(f"{running.url}/readyz", timeout=2)).is_success:
                    return
            except httpx.HTTPError:
                pass
            if running.child.ended is not None or asyncio.get_running_loop().time() > deadline:
                raise RuntimeError(running.child.program.log.read_text()[-3000:])
            await asyncio.sleep(0.05)


@asynccontextmanager
async def opened(*, is_full: bool) -> AsyncIterator[Site]:
    """Start what all rows share, and leave nothing behind."""
    with tempfile.TemporaryDirectory(prefix="luodi-benchmarks-") as name:
        folder = Path(name)
        await asyncio.to_thread(folder.chmod, 0o755)
        postgres = await asyncio.to_thread(start_postgres, folder / "postgres")
        try:
            async with keys() as made:
                cluster = Cluster(admin_url=postgres.admin_url, password=postgres.password)
                yield Site(
                    folder=folder, postgres=postgres, cluster=cluster, keys=made, is_full=is_full
                )
        finally:
            await asyncio.to_thread(postgres.stop)

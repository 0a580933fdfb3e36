"""Our services, really served, on free ports of 127.0.0.1 inside the test's own event loop.

    async with installation(cluster, broker_url, tmp_path, "access", "leads") as running:
        specialist = await running.login("specialist")        an httpx client with a token
        answer = await specialist.post("/api/v1/leads", json={...})
        await running.settled()                               everybody has heard everything

`access` is always among them, with its sample logins, so that tokens are real.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from luodi.server import free_port
from shared.adapters.projector import HEARD
from shared.adapters.runtime import SERVING, Runtime, ServiceSpec, served
from shared.adapters.settings import SERVICES, Settings
from tests.harness.servers import Cluster, Database

INTERNAL_TOKEN = "a token that only tests know"
SAMPLE_PASSWORD = "Luodi-2026"


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to pytest."""
        yield


@dataclass
class Served:
    """One service that runs."""

    name: str
    settings: Settings
    database: Database
    app: Any
    server: _Server
    task: "asyncio.Task[None]"

    @property
    def runtime(self) -> Runtime[Any]:
        """The service's inside."""
        runtime: Runtime[Any] = self.app._app.state.runtime
        return runtime

    async def stored(self) -> int:
        """Count the events it has stored, anchors left out: those come by themselves."""
        query = "SELECT count(*) FROM es.event WHERE type <> 'ChainAnchored'"
        count: int = await self.runtime.pool.fetchval(query)
        return count

    async def stop(self) -> None:
        """Stop it as a signal would."""
        self.server.should_exit = True
        await asyncio.wait_for(self.task, 20)


@dataclass
class Installation:
    """Services that know each other. There is no Caddy in between: a client picks by collection."""

    urls: dict[str, str]
    environment: dict[str, str]
    services: dict[str, Served] = field(default_factory=dict)
    _clients: list[httpx.AsyncClient] = field(default_factory=list)

    async def start(
        self, name: str, database: Database, spec: ServiceSpec[Any] | None = None
    ) -> Served:
        """Start one service on its database: the real one, unless a spec is given."""
        port = self.urls[name].rpartition(":")[2]
        environment = {**self.environment, **database.environment(), "LUODI_PORT": port}
        settings = Settings.from_environment(name, environment)
        app = served(spec or import_module(f"services.{name}.main").SPEC, settings)
        config = uvicorn.Config(app, host="127.0.0.1", port=int(port), **SERVING)
        server = _Server(config)
        task = asyncio.create_task(server.serve())
        while not server.started:
            if task.done():
                task.result()
                raise RuntimeError(f"{name} did not start")
            await asyncio.sleep(0.01)
        self.services[name] = Served(name, settings, database, app, server, task)
        return self.services[name]

    async def login(self, name: str, password: str = SAMPLE_PASSWORD) -> httpx.AsyncClient:
        """Return a client that carries a sample login's token."""
        client = self.client()
        answer = await client.post("/api/v1/sessions", json={"account": name, "password": password})
        assert answer.status_code == 201, answer.text
        client.headers["Authorization"] = f"Bearer {answer.json()['token']}"
        return client

    def client(self) -> httpx.AsyncClient:
        """Return a client without a token; it finds the service by the path."""
        client = httpx.AsyncClient(
            transport=_ByCollection(self.urls), base_url="http://luodi.test", timeout=30
        )
        self._clients.append(client)
        return client

    async def settled(self, seconds: float = 20) -> None:
        """Wait until every service has published and heard everything and its views know it."""
        deadline = asyncio.get_running_loop().time() + seconds
        while not await self._is_settled():
            assert asyncio.get_running_loop().time() < deadline, await self._standing()
            await asyncio.sleep(0.02)

    async def _is_settled(self) -> bool:
        heads = {name: (await s.runtime.store.head())[0] for name, s in self.services.items()}
        for service in self.services.values():
            positions = await service.runtime.views.positions()
            if positions.get(service.name, 0) < heads[service.name]:
                return False
            if any(positions.get(f"{HEARD}{name}", 0) < head for name, head in heads.items()):
                return False
        after = {name: (await s.runtime.store.head())[0] for name, s in self.services.items()}
        return heads == after

    async def _standing(self) -> dict[str, Any]:
        return {
            name: (*(await s.runtime.store.head())[0:1], await s.runtime.views.positions())
            for name, s in self.services.items()
        }

    async def stop(self) -> None:
        """Stop everything."""
        for client in self._clients:
            await client.aclose()
        for service in reversed(list(self.services.values())):
            if not service.task.done():
                await service.stop()


COLLECTIONS = {
    "leads": ("leads", "investors", "imports"),
    "projects": ("projects", "milestones", "issues", "meetings"),
    "approvals": ("plans", "cases", "items", "catalogues", "calendars"),
    "notifications": ("endpoints", "deliveries", "inbox", "events"),
    "access": ("sessions", "token", "accounts", "departments", "grants", "clients"),
}


class _ByCollection(httpx.AsyncBaseTransport):
    """Sends a request to the service that owns its collection, as Caddy does."""

    def __init__(self, urls: dict[str, str]) -> None:
        self._urls = urls
        self._inner = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        parts = request.url.path.split("/")
        owner = next((n for n, owned in COLLECTIONS.items() if parts[3:4][0] in owned), "access")
        if parts[3] in ("docs", "openapi"):
            owner = parts[4].removesuffix(".json")
        target = httpx.URL(self._urls[owner])
        request.url = request.url.copy_with(host=target.host, port=target.port, scheme="http")
        request.headers["Host"] = f"{target.host}:{target.port}"
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()


@asynccontextmanager
async def installation(
    cluster: Cluster, nats_url: str, folder: Path, *names: str, **more: str
) -> AsyncIterator[Installation]:
    """Run access and the named services on fresh databases; `more` adds to their environment."""
    running = prepared(nats_url, folder, **more)
    try:
        for name in dict.fromkeys(("access", *names)):
            await running.start(name, await cluster.fresh(name))  # type: ignore[arg-type]  # a service's name
        yield running
    finally:
        await running.stop()


def prepared(nats_url: str, folder: Path, **more: str) -> Installation:
    """Return an installation in which nothing runs yet."""
    urls = {str(name): f"http://127.0.0.1:{free_port()}" for name in SERVICES}
    environment = {
        "LUODI_NATS_URL": nats_url,
        "LUODI_INTERNAL_TOKEN": INTERNAL_TOKEN,
        "LUODI_SOURCE_URN": "urn:cn:123700000000000000:system",
        "LUODI_SERVICE_URLS": ",".join(f"{name}={url}" for name, url in urls.items()),
        "LUODI_STATE_DIR": str(folder / "state"),
        "LUODI_ANCHOR_DIR": str(folder / "anchors"),
        "LUODI_SAMPLE_LOGINS": "1",
        **more,
    }
    return Installation(urls, environment)

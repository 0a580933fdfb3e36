"""The real servers under the tests, from the same wheels as `make up`.

One PostgreSQL and one NATS serve a whole pytest session, however many workers it has; tests share
neither databases nor subjects:

    database = await fresh_database("leads")    an own copy of the migrated template, ~35 ms
    broker                                      an own NATS account: own streams, own subjects

A test that kills or restarts a server takes one of its own:

    own_postgres, own_nats                      with .url .pid .stop() .kill9() .start() .restart()
    start_postgres(folder), start_nats(folder)  the same by hand, on data that is already there
"""

import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import asyncpg
import nats

from luodi.databases import admin_database, open_to_service, provision
from luodi.embedded import Nats, Postgres
from luodi.names import Names
from shared.adapters.settings import Service, database_address

_TEMPLATE_LOCK = 1_204_773
_ACCOUNTS_PER_WORKER = 16
_WORKERS = 8
_ACCOUNTS = _ACCOUNTS_PER_WORKER * _WORKERS


@dataclass(frozen=True, kw_only=True)
class Database:
    """A test's own database: as the service sees it, and as the superuser does."""

    service: Service
    name: str
    url: str
    admin_url: str
    cluster_url: str
    password: str

    def environment(self) -> dict[str, str]:
        """What a service is told so that it uses this database."""
        return {
            "LUODI_DATABASE_URL": self.cluster_url,
            "LUODI_DATABASE_NAME": self.name,
            "LUODI_DATABASE_PASSWORD": self.password,
        }


@dataclass(kw_only=True)
class Cluster:
    """One PostgreSQL from which tests get their databases."""

    admin_url: str
    password: str
    _templates: set[Service] = field(default_factory=set)
    _handed_out: list[str] = field(default_factory=list)

    async def fresh(self, service: Service) -> Database:
        """Return a new database of this service, migrated and empty."""
        names = Names(service=service, database=f"luodi_test_{service}_{secrets.token_hex(6)}")
        admin = await asyncpg.connect(self.admin_url)
        try:
            if service not in self._templates:
                await self._ensure_template(admin, service)
                self._templates.add(service)
            await admin.execute(
                f'CREATE DATABASE "{names.database}" TEMPLATE "{_template(service)}"'
                f' OWNER "{names.owner}"'
            )
            await open_to_service(admin, names)
        finally:
            await admin.close()
        self._handed_out.append(names.database)
        return self._described(names)

    async def drop_all(self) -> None:
        """Drop every database handed out so far, whoever is still connected."""
        if not self._handed_out:
            return
        admin = await asyncpg.connect(self.admin_url)
        try:
            while self._handed_out:
                name = self._handed_out.pop()
                await admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        finally:
            await admin.close()

    async def _ensure_template(self, admin: asyncpg.Connection, service: Service) -> None:
        names = Names(service=service, database=_template(service))
        await admin.execute("SELECT pg_advisory_lock($1)", _TEMPLATE_LOCK)
        done = "SELECT datistemplate FROM pg_database WHERE datname = $1"
        if not await admin.fetchval(done, names.database):
            await provision(self.admin_url, names, self.password)
            await admin.execute(f'ALTER DATABASE "{names.database}" IS_TEMPLATE true')
        await admin.execute("SELECT pg_advisory_unlock($1)", _TEMPLATE_LOCK)

    def _described(self, names: Names) -> Database:
        cluster = self.admin_url.rpartition("/")[0]
        url = database_address(
            cluster, database=names.database, role=names.role, password=self.password
        )
        return Database(
            service=names.service,
            name=names.database,
            url=url,
            admin_url=admin_database(self.admin_url, names.database),
            cluster_url=cluster,
            password=self.password,
        )


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Where the session's servers are: what a worker is told by the one who started them."""

    admin_url: str
    password: str
    nats_url: str

    def as_user(self, number: int) -> str:
        """The NATS server, as one of its accounts."""
        return self.nats_url.replace("//luodi:", f"//t{number}:")


class SessionServers:
    """One PostgreSQL and one NATS for a pytest session, started when first asked for."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._running: tuple[Postgres, Nats] | None = None

    def addresses(self) -> Addresses:
        """Return where the servers are, starting them the first time."""
        postgres, broker = self._running or self._start()
        return Addresses(
            admin_url=postgres.admin_url, password=postgres.password, nats_url=broker.url
        )

    def as_input(self) -> dict[str, str]:
        """The addresses in a form that reaches a worker."""
        return asdict(self.addresses())

    def stop(self) -> None:
        """Stop what was started and remove its data."""
        for server in self._running or ():
            server.stop()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _start(self) -> tuple[Postgres, Nats]:
        self._folder = Path(tempfile.mkdtemp(prefix="luodi-tests-"))
        self._folder.chmod(0o755)
        config = self._folder / "nats.conf"
        config.write_text(_with_accounts(), encoding="utf-8")
        password = secrets.token_hex(8)
        postgres = Postgres(self._folder / "postgres", password, careful=False)
        broker = Nats(self._folder / "nats", f"p{password}", config=config)
        postgres.launch()
        broker.launch()
        postgres.wait_ready()
        broker.wait_ready()
        self._running = (postgres, broker)
        return self._running


class Brokers:
    """The NATS accounts of one worker: each test gets an empty one."""

    def __init__(self, addresses: Addresses, worker: int) -> None:
        first = worker % _WORKERS * _ACCOUNTS_PER_WORKER
        self._addresses = addresses
        self._free = list(range(first, first + _ACCOUNTS_PER_WORKER))

    @asynccontextmanager
    async def fresh(self) -> AsyncIterator[str]:
        """Lend the address of an account without streams, and empty it afterwards."""
        number = self._free.pop()
        url = self._addresses.as_user(number)
        try:
            yield url
        finally:
            await _remove_streams(url)
            self._free.append(number)


def start_postgres(folder: Path) -> Postgres:
    """Start a PostgreSQL that keeps its commits through kill9, on new or existing data."""
    postgres = Postgres(folder, secrets.token_hex(8))
    postgres.start()
    return postgres


def start_nats(folder: Path) -> Nats:
    """Start a NATS server with the product's own configuration, on a new or existing store."""
    server = Nats(folder, f"p{secrets.token_hex(8)}")
    server.start()
    return server


def _template(service: Service) -> str:
    return f"luodi_template_{service}"


def _with_accounts() -> str:
    lines = [
        "host: $LUODI_NATS_HOST",
        "port: $LUODI_NATS_PORT",
        "jetstream { store_dir: $LUODI_NATS_STORE }",
        "accounts {",
        *(_account(name) for name in ("luodi", *(f"t{number}" for number in range(_ACCOUNTS)))),
        "}",
    ]
    return "\n".join(lines)


def _account(name: str) -> str:
    user = f"{{ user: {name}, password: $LUODI_NATS_PASSWORD }}"
    return f"  {name.upper()} {{ jetstream: enabled, users: [{user}] }}"


async def _remove_streams(url: str) -> None:
    client = await nats.connect(url)
    try:
        manager = client.jetstream()
        for stream in await manager.streams_info():
            await manager.delete_stream(str(stream.config.name))
    finally:
        await client.close()

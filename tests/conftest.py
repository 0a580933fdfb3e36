"""What every test may ask for. The servers behind it: tests/harness/servers.py."""

import gc
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from luodi.embedded import Nats, Postgres
from shared.adapters.settings import Service
from tests.harness.servers import (
    Addresses,
    Brokers,
    Cluster,
    Database,
    SessionServers,
    start_nats,
    start_postgres,
)

settings.register_profile("new", deadline=None)  # the machine may be busy
settings.register_profile("same", deadline=None, derandomize=True)  # what passed passes again
settings.load_profile("new" if "LUODI_NEW_EXAMPLES" in os.environ else "same")

_STARTED = pytest.StashKey[SessionServers]()


def pytest_configure(config: pytest.Config) -> None:
    """The controller, or the only process, is the one who owns the servers."""
    if not hasattr(config, "workerinput"):
        config.stash[_STARTED] = SessionServers()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker where the servers are, starting them for the first."""
    node.workerinput["luodi_servers"] = node.config.stash[_STARTED].as_input()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what was started."""
    servers = config.stash.get(_STARTED, None)
    if servers:
        servers.stop()


@pytest.fixture(scope="session")
def addresses(pytestconfig: pytest.Config) -> Addresses:
    """Where the session's servers are."""
    told = getattr(pytestconfig, "workerinput", None)
    if told is None:
        return pytestconfig.stash[_STARTED].addresses()
    return Addresses(**told["luodi_servers"])


@pytest.fixture(scope="session")
def brokers(addresses: Addresses, worker_id: str) -> Brokers:
    """The NATS accounts of this worker."""
    return Brokers(addresses, int(worker_id.removeprefix("gw")) if worker_id != "master" else 0)


@pytest.fixture
async def cluster(addresses: Addresses) -> AsyncIterator[Cluster]:
    """The session's PostgreSQL; databases taken from it are dropped after the test."""
    cluster = Cluster(admin_url=addresses.admin_url, password=addresses.password)
    yield cluster
    await cluster.drop_all()


@pytest.fixture
def fresh_database(cluster: Cluster) -> Callable[[Service], Awaitable[Database]]:
    """`await fresh_database("leads")`: a migrated, empty database of that service."""
    return cluster.fresh


@pytest.fixture
async def broker(brokers: Brokers) -> AsyncIterator[str]:
    """The address of a NATS account of one's own, without streams."""
    async with brokers.fresh() as url:
        yield url


@pytest.fixture
def own_postgres(tmp_path: Path) -> Iterator[Postgres]:
    """A PostgreSQL of one's own that may be killed; it keeps its commits."""
    server = start_postgres(tmp_path / "postgres")
    yield server
    server.stop()


@pytest.fixture
def own_nats(tmp_path: Path) -> Iterator[Nats]:
    """A NATS server of one's own that may be killed."""
    server = start_nats(tmp_path / "nats")
    yield server
    server.stop()


@pytest.fixture(scope="module", autouse=True)
def _nothing_is_kept() -> Iterator[None]:
    """Give back what the services of a module leave: each freezes what is there when it starts."""
    yield
    gc.unfreeze()
    gc.collect()
    gc.freeze()

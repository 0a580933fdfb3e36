"""What the tests of notifications share."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from shared.adapters.settings import Service
from tests.harness.receiver import Receiver, receiver
from tests.harness.servers import Addresses, Brokers, Cluster, Database
from tests.services.notifications.served import Served, serving
from tests.services.notifications.world import World, world


@pytest.fixture
async def here(
    fresh_database: Callable[[Service], Awaitable[Database]],
) -> AsyncIterator[World]:
    """The inside of the service on an empty database."""
    async with world(await fresh_database("notifications")) as made:
        yield made


@pytest.fixture
async def city() -> AsyncIterator[Receiver]:
    """A receiver that takes everything."""
    async with receiver() as made:
        yield made


@pytest.fixture(scope="module")
async def served(
    addresses: Addresses, brokers: Brokers, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Served]:
    """The service over HTTP, with access and the bus; one for all tests of a file."""
    cluster = Cluster(admin_url=addresses.admin_url, password=addresses.password)
    async with brokers.fresh() as broker:
        async with serving(cluster, broker, tmp_path_factory.mktemp("served")) as made:
            yield made
        await cluster.drop_all()

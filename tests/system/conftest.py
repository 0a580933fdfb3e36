"""What tests of the whole installation share: servers that a file keeps for all its tests."""

from collections.abc import AsyncIterator

import pytest

from tests.harness.servers import Addresses, Brokers, Cluster


@pytest.fixture(scope="module")
async def shared_cluster(addresses: Addresses) -> AsyncIterator[Cluster]:
    """Databases that live as long as the file's tests."""
    cluster = Cluster(admin_url=addresses.admin_url, password=addresses.password)
    yield cluster
    await cluster.drop_all()


@pytest.fixture(scope="module")
async def shared_broker(brokers: Brokers) -> AsyncIterator[str]:
    """A NATS account that lives as long as the file's tests."""
    async with brokers.fresh() as url:
        yield url

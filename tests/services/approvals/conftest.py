from collections.abc import AsyncIterator

import httpx
import pytest

from tests.harness.servers import Addresses, Brokers, Cluster
from tests.harness.services import Installation, installation
from tests.services.approvals.desk import Case, Counter, Staff, opened, today


@pytest.fixture(scope="module")
async def running(
    addresses: Addresses, brokers: Brokers, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Installation]:
    """Approvals with the projects they are for; each test begins a project of its own."""
    cluster = Cluster(admin_url=addresses.admin_url, password=addresses.password)
    folder = tmp_path_factory.mktemp("approvals")
    names = ("leads", "projects", "approvals")
    async with brokers.fresh() as broker, installation(cluster, broker, folder, *names) as started:
        yield started
    await cluster.drop_all()


@pytest.fixture(scope="module")
async def staff(running: Installation) -> Staff:
    """The people at their desks."""
    return Staff(running)


@pytest.fixture
async def administrator(running: Installation) -> httpx.AsyncClient:
    """Whoever publishes catalogues."""
    return await running.login("system-admin")


@pytest.fixture
async def counter(staff: Staff) -> Counter:
    """A new project's plan and the people who deal with it."""
    return await opened(staff)


@pytest.fixture(scope="module")
async def shared_counter(staff: Staff) -> Counter:
    """A plan for what is refused and so leaves it as it is."""
    return await opened(staff)


@pytest.fixture(scope="module")
async def shared_case(shared_counter: Counter) -> Case:
    """A case received today, for what is refused and so leaves it as it is."""
    return await shared_counter.apply("B02", today())

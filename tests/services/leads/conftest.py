from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.harness.servers import Cluster
from tests.harness.services import Installation, installation


@pytest.fixture
async def running(cluster: Cluster, broker: str, tmp_path: Path) -> AsyncIterator[Installation]:
    """Leads, and access with its sample logins."""
    async with installation(cluster, broker, tmp_path, "leads") as started:
        yield started


@pytest.fixture
async def specialist(running: Installation) -> httpx.AsyncClient:
    """A specialist of all parks."""
    return await running.login("specialist")

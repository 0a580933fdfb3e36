from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.harness.servers import Cluster
from tests.harness.services import Installation, installation


@pytest.fixture
async def running(cluster: Cluster, broker: str, tmp_path: Path) -> AsyncIterator[Installation]:
    """Projects with the leads they grow from, and access with its sample logins."""
    async with installation(cluster, broker, tmp_path, "leads", "projects") as started:
        yield started


@pytest.fixture
async def running_all(cluster: Cluster, broker: str, tmp_path: Path) -> AsyncIterator[Installation]:
    """Projects between the leads and the approvals."""
    async with installation(cluster, broker, tmp_path, "leads", "projects", "approvals") as started:
        yield started

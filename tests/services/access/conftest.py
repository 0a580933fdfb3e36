from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.adapters.identity import Identity
from tests.harness.servers import Cluster
from tests.harness.services import Installation, installation
from tests.services.access.issuing import SETTINGS, Issuer


@pytest.fixture
async def running(cluster: Cluster, broker: str, tmp_path: Path) -> AsyncIterator[Installation]:
    """The access service of a sample installation."""
    async with installation(cluster, broker, tmp_path) as started:
        yield started


@pytest.fixture
async def earnest(cluster: Cluster, broker: str, tmp_path: Path) -> AsyncIterator[Installation]:
    """The access service of an installation that is no sample, at its very first start."""
    async with installation(cluster, broker, tmp_path, LUODI_SAMPLE_LOGINS="") as started:
        yield started


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture
def identity(issuer: Issuer) -> Identity:
    return Identity(SETTINGS, issuer.publish)

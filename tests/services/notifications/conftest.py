"""What the tests of notifications share."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from shared.adapters.settings import Service
from tests.harness.receiver import Receiver, receiver
from tests.harness.servers import Database
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

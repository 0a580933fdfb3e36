"""Asking publishers for what the bus did not bring, without waiting long for one that is silent."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

import httpx

from shared.adapters.parking import Unworded
from shared.contracts.envelope import CloudEvent

log = logging.getLogger(__name__)

ASKED_AGAIN = 1.0
Missing = Callable[[str, int], Awaitable[list[CloudEvent]]]


class Asking:
    """Asks what follows a publisher's position; one that was silent is left alone for a while.

    The longer its silence took, the longer: four fifths of the time belong to the others.
    """

    def __init__(self, missing: Missing) -> None:
        self._missing = missing
        self._silent: dict[str, float] = {}

    def is_silent(self, service: str) -> bool:
        """Tell whether a publisher gave no answer when it was last asked."""
        return service in self._silent

    async def what_follows(self, service: str, position: int) -> Sequence[CloudEvent]:
        """Return a page of what follows; nothing where nothing does, or the publisher is silent."""
        now = asyncio.get_running_loop().time
        begun = now()
        if begun < self._silent.get(service, 0):
            return []
        try:
            page = await self._missing(service, position)
        except (httpx.HTTPError, ValueError, LookupError) as error:
            if service not in self._silent:
                about = {"service": service, "error": str(error)}
                log.warning("a publisher is silent; its events wait", extra=about)
            self._silent[service] = now() + max(ASKED_AGAIN, 4 * (now() - begun))
            return []
        except Unworded:
            self._silent.pop(service, None)
            raise
        self._silent.pop(service, None)
        return page


async def nothing_missing(_: str, __: int) -> list[CloudEvent]:
    """Answer as who publishes nothing."""
    return []

"""The live feed as server-sent events: the id of each is its position, to resume behind."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from services.notifications.domain.reach import Reach, reach_of
from services.notifications.views import feed
from services.notifications.views.bell import Bell
from services.notifications.views.feed import Told, Wanted
from shared.adapters.identity import IdentityUnavailable, NotAuthenticated
from shared.adapters.runtime import Runtime

HEARTBEAT_SECONDS = 15.0
PAGE = 200
_OPENING = b": luodi\nretry: 2000\n\n"


def now() -> datetime:
    """The clock by which tokens run out."""
    return datetime.now(UTC)  # noqa: TID251 - the edge, where the clock is read


@dataclass(frozen=True, kw_only=True)
class Stream:
    """One open stream. It ends with its token: the reader comes back with a new one."""

    runtime: Runtime[Any]
    bell: Bell
    token: str
    wanted: Wanted

    async def follow(self, after: int) -> AsyncIterator[bytes]:
        """Yield what follows a position, for as long as the token is good."""
        async with self.bell.listening() as ear:
            yield _OPENING
            while (reach := await self._reach()) is not None:
                page = await feed.page(self.runtime.pool, reach, self.wanted, after, PAGE)
                for event in page.events:
                    yield _written(event)
                moved = page.scanned_to > after
                after = page.scanned_to
                if moved:
                    yield f"id: {after}\n\n".encode()
                elif not await ear.wait(HEARTBEAT_SECONDS):
                    yield f": heartbeat\nid: {after}\n\n".encode()
        yield b'event: closed\ndata: {"code":"not-authenticated"}\n\n'

    async def _reach(self) -> Reach | None:
        """Return what the reader may see now, None once the token is no longer good."""
        at = now()
        try:
            verified = await self.runtime.identity.who(self.token, at)
        except (NotAuthenticated, IdentityUnavailable):
            return None
        reach = reach_of(verified.who, at)
        return None if reach.nothing else reach


def _written(event: Told) -> bytes:
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (event.position, event.type.encode(), event.body)

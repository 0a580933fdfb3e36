"""What was revoked a moment ago: told to services that begin to listen."""

from datetime import datetime, timedelta
from typing import Any

import asyncpg

from services.access.domain.events import GrantWithdrawn, SessionsRevoked
from shared.adapters.event_store import EventStore
from shared.adapters.identity import TOKEN_LIFE
from shared.kernel.identifiers import split_stream_key

# Whoever asks has heard, or will hear, what is older or newer than that as an event.
LOOKED_BACK = TOKEN_LIFE + timedelta(minutes=1)
_PAGE = 500
_BEFORE = "SELECT pos FROM es.event WHERE part = 1 AND recorded_at <= $1 ORDER BY pos DESC LIMIT 1"


async def recent(
    pool: asyncpg.Pool, store: EventStore[Any], at: datetime
) -> list[tuple[str, float]]:
    """Return whose tokens are void, up to which moment: accounts and sessions."""
    found: list[tuple[str, float]] = []
    position = await pool.fetchval(_BEFORE, at - LOOKED_BACK) or 0
    while events := await store.after(position, _PAGE):
        position = events[-1].position
        for recorded in events:
            match recorded.event:
                case SessionsRevoked(session=str() as session):
                    found.append((session, recorded.recorded_at.timestamp()))
                case SessionsRevoked() | GrantWithdrawn():
                    account = split_stream_key(recorded.stream)[1]
                    found.append((account, recorded.recorded_at.timestamp()))
    return found

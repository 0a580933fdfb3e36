"""Messages that could not be taken: kept, visible, re-drivable, in nobody's way.

A message that fails parks its stream key: what follows on the same stream waits behind it, in
order; every other stream goes on.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import asyncpg
from pydantic import ValidationError

from shared.adapters.batcher import StoreUnavailable
from shared.adapters.event_codec import UnreadableEvent
from shared.adapters.trouble import STORE_AWAY
from shared.contracts.envelope import CloudEvent

log = logging.getLogger(__name__)

Handle = Callable[[CloudEvent], Awaitable[None]]
Worded = Callable[[CloudEvent], Awaitable[CloudEvent]]
_PASSING = (*STORE_AWAY, StoreUnavailable)
_TABLE = """
CREATE TABLE IF NOT EXISTS own.parked_message (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  stream text NOT NULL,
  service text,
  sequence text,
  payload bytea NOT NULL,
  error text NOT NULL,
  parked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  UNIQUE (service, sequence)
)
"""

_WAITING = """
SELECT id, payload FROM own.parked_message WHERE stream = $1 AND sequence IS NOT NULL
ORDER BY sequence
"""
_NOTE = "UPDATE own.parked_message SET error = $2 WHERE id = $1"


class Parking:
    """The parked messages of one consumer."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._streams: set[tuple[str, str]] = set()

    async def prepare(self) -> None:
        """Make the table and learn which streams are parked."""
        await self._pool.execute(_TABLE)
        await self.refresh()

    async def refresh(self) -> None:
        """Learn which streams are parked: another process may have parked or re-driven some."""
        rows = await self._pool.fetch(
            "SELECT DISTINCT service, stream FROM own.parked_message WHERE sequence IS NOT NULL"
        )
        self._streams = {(row["service"], row["stream"]) for row in rows}

    async def guard(self, event: CloudEvent, handle: Handle) -> None:
        """Handle an event, or park it when its stream is parked or it cannot be handled."""
        if (event.service, event.subject) in self._streams:
            await self._park(event, "waits behind a parked message")
            return
        try:
            await handle(event)
        except _PASSING:
            raise
        except (ValidationError, UnreadableEvent, Exception) as error:
            log.exception("message parked", extra={"stream": event.subject})
            await self._park(event, _said(error))

    async def park_unreadable(self, subject: str, payload: bytes, error: str) -> None:
        """Keep what is no CloudEvent at all; nothing else is held up by it."""
        await self._pool.execute(
            "INSERT INTO own.parked_message (stream, payload, error) VALUES ($1, $2, $3)",
            subject,
            payload,
            error[:2000],
        )

    async def count(self) -> int:
        """Tell how many messages are parked."""
        found: int = await self._pool.fetchval("SELECT count(*) FROM own.parked_message")
        return found

    async def parked(self) -> Sequence[dict[str, Any]]:
        """List what is parked, oldest first; what is no text is shown as far as it is."""
        rows = await self._pool.fetch(
            "SELECT id, stream, service, sequence, error, parked_at, payload"
            " FROM own.parked_message ORDER BY id LIMIT 500"
        )
        return [{**row, "payload": row["payload"].decode(errors="replace")} for row in rows]

    async def redrive(self, stream: str, handle: Handle, worded: Worded) -> dict[str, int | str]:
        """Handle a stream's parked messages in order; the first that fails again stays first.

        `worded` gives an event as its publisher words it by now: it may be the one that was wrong.
        """
        handled = 0
        while rows := await self._waiting(stream):
            for row in rows:
                try:
                    await handle(await worded(CloudEvent.model_validate_json(row["payload"])))
                except _PASSING:
                    raise
                except (ValidationError, UnreadableEvent, Exception) as error:
                    log.exception("message stays parked", extra={"stream": stream})
                    await self._pool.execute(_NOTE, row["id"], _said(error))
                    left = len(await self._waiting(stream))
                    return {"handled": handled, "left": left, "error": _said(error)}
                await self._pool.execute("DELETE FROM own.parked_message WHERE id = $1", row["id"])
                handled += 1
        self._streams = {parked for parked in self._streams if parked[1] != stream}
        return {"handled": handled}

    async def _waiting(self, stream: str) -> Sequence[Any]:
        rows: Sequence[Any] = await self._pool.fetch(_WAITING, stream)
        return rows

    async def _park(self, event: CloudEvent, error: str) -> None:
        self._streams.add((event.service, event.subject))
        await self._pool.execute(
            "INSERT INTO own.parked_message (stream, service, sequence, payload, error)"
            " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (service, sequence) DO NOTHING",
            event.subject,
            event.service,
            event.sequence,
            event.model_dump_json(exclude_none=True).encode(),
            error,
        )


def _said(error: Exception) -> str:
    """Return what a fault said, as a database can hold it."""
    return f"{type(error).__name__}: {error}".replace("\0", "")[:2000]

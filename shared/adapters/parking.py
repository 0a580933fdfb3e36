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


class Parking:
    """The parked messages of one consumer."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._streams: set[str] = set()

    async def prepare(self) -> None:
        """Make the table and learn which streams are parked."""
        await self._pool.execute(_TABLE)
        rows = await self._pool.fetch(
            "SELECT DISTINCT stream FROM own.parked_message WHERE sequence IS NOT NULL"
        )
        self._streams = {row["stream"] for row in rows}

    async def guard(self, event: CloudEvent, handle: Handle) -> None:
        """Handle an event, or park it when its stream is parked or it cannot be handled."""
        if event.subject in self._streams:
            await self._park(event, "waits behind a parked message")
            return
        try:
            await handle(event)
        except _PASSING:
            raise
        except (ValidationError, UnreadableEvent, Exception) as error:
            log.exception("message parked", extra={"stream": event.subject})
            await self._park(event, f"{type(error).__name__}: {error}"[:2000])

    async def park_unreadable(self, subject: str, payload: bytes, error: str) -> None:
        """Keep what is no CloudEvent at all; nothing else is held up by it."""
        await self._pool.execute(
            "INSERT INTO own.parked_message (stream, payload, error) VALUES ($1, $2, $3)",
            subject,
            payload,
            error[:2000],
        )

    async def parked(self) -> Sequence[dict[str, Any]]:
        """List what is parked, oldest first."""
        rows = await self._pool.fetch(
            "SELECT id, stream, service, sequence, error, parked_at,"
            " convert_from(payload, 'UTF8') AS payload"
            " FROM own.parked_message ORDER BY id LIMIT 500"
        )
        return [dict(row) for row in rows]

    async def redrive(self, stream: str, handle: Handle) -> int:
        """Handle a stream's parked messages in order; the first that fails again stays first."""
        rows = await self._pool.fetch(
            "SELECT id, payload FROM own.parked_message WHERE stream = $1"
            " AND sequence IS NOT NULL ORDER BY sequence",
            stream,
        )
        for row in rows:
            await handle(CloudEvent.model_validate_json(row["payload"]))
            await self._pool.execute("DELETE FROM own.parked_message WHERE id = $1", row["id"])
        self._streams.discard(stream)
        return len(rows)

    async def _park(self, event: CloudEvent, error: str) -> None:
        self._streams.add(event.subject)
        await self._pool.execute(
            "INSERT INTO own.parked_message (stream, service, sequence, payload, error)"
            " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (service, sequence) DO NOTHING",
            event.subject,
            event.service,
            event.sequence,
            event.model_dump_json(exclude_none=True).encode(),
            error,
        )

"""Chains where they live: the events of a service's database, the anchors on the bus."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import asyncpg
from nats.errors import Error as NatsError

from luodi.anchors import Content
from luodi.bus import events_in, reading
from luodi.chain_dump import Chain
from shared.adapters import broker
from shared.adapters.settings import Settings

BusTrouble = (NatsError, OSError, TimeoutError)
_PATIENCE = 5.0
_CHAINS = "SELECT part, service FROM es.partition ORDER BY part"
_ANCHORS = """
  SELECT data FROM es.event
  WHERE part = $1 AND stream = $2 AND type = 'ChainAnchored' ORDER BY version
"""
# The same bytes that es.link hashes after the hash before, written down from the stored columns.
_EVENTS = """
  SELECT int4send(part) || int8send(pos) || uuid_send(event_id)
    || int4send(length(stream)) || stream || int4send(version)
    || int4send(length(type)) || type || int2send(schema)
    || int8send((extract(epoch FROM recorded_at) * 1000000)::bigint)
    || int4send(length(data)) || data || int4send(length(meta)) || meta, hash
  FROM (
    SELECT part, pos, event_id, convert_to(stream, 'UTF8') AS stream, version,
      convert_to(type, 'UTF8') AS type, schema, recorded_at, data, meta, hash
    FROM es.event WHERE part = {part} ORDER BY pos
  ) AS stored
"""


class Source:
    """The chains of one service as of one moment."""

    def __init__(self, service: str, connection: asyncpg.Connection) -> None:
        self._service = service
        self._connection = connection

    async def chains(self) -> Sequence[Chain]:
        """Return the chains there are, with the anchors among their own events."""
        rows = await self._connection.fetch(_CHAINS)
        return [
            Chain(service=self._service, part=row["part"], anchors=await self._anchors(row["part"]))
            for row in rows
        ]

    async def copy(self, part: int, take: Callable[[bytes], object]) -> None:
        """Hand over the events of a chain as binary COPY."""
        failures: list[Exception] = []

        async def sink(data: bytes) -> None:  # must not raise: the driver would wait for ever
            if failures:
                return
            try:
                take(bytes(data))
            except Exception as failure:
                failures.append(failure)

        await self._connection.copy_from_query(
            _EVENTS.format(part=int(part)), output=sink, format="binary"
        )
        if failures:
            raise failures[0]

    async def _anchors(self, part: int) -> list[Content]:
        rows = await self._connection.fetch(_ANCHORS, part, f"anchor-{self._service}")
        return [content for row in rows if (content := _content(row["data"])) is not None]


def _part(subject: str) -> int:
    word = subject.split(".")[3]
    return int(word) if word.isdigit() else 0


def _content(data: bytes) -> Content | None:
    try:
        content = json.loads(data)
    except ValueError:
        return None  # its own hash will not fit either
    return content if isinstance(content, dict) else None


@asynccontextmanager
async def source(settings: Settings) -> AsyncIterator[Source]:
    """Open the database of a service for reading, as of now and for as long as it takes."""
    connection = await asyncpg.connect(settings.database_url)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            yield Source(settings.service, connection)
    finally:
        await connection.close()


async def published_anchors(settings: Settings) -> list[Content]:
    """Return the anchors of a service that the bus holds, each with the part it is of."""
    client = await asyncio.wait_for(broker.connect(settings.nats_url, "verify"), _PATIENCE)
    found: list[Content] = []
    try:
        subjects = f"luodi.v1.{settings.service}.*.ChainAnchored.>"
        async with reading(client, subjects) as bus:
            while messages := await bus.more():
                for message in messages:
                    part = _part(message.subject)
                    found += [
                        {**event.data, "part": part}
                        for event in events_in([message])
                        if event.data is not None
                    ]
    finally:
        await client.close()
    return found

"""Chains where they live: the events of a service's database, the anchors on the bus."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import asyncpg
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js.api import RawStreamMsg
from nats.js.errors import APIError, NotFoundError

from luodi.anchors import Content
from luodi.bus import events_in, reading
from luodi.chain_dump import Chain
from shared.adapters import broker
from shared.adapters.batcher import PART
from shared.adapters.settings import Settings
from shared.contracts.envelope import STREAM, subjects_of

BusTrouble = (NatsError, APIError, OSError, TimeoutError)
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


@dataclass(frozen=True)
class OnBus:
    """What the bus holds of a service's chains: anchors with their parts, and the newest event."""

    anchors: Sequence[Content] = ()
    newest: Content | None = None

    def beside(self, chain: Chain) -> Chain:
        """Return the chain with the newest of it that is published."""
        return replace(chain, published=self.newest) if chain.part == PART else chain


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


async def on_bus(settings: Settings) -> OnBus:
    """Return what the bus holds of the chains of a service."""
    client = await asyncio.wait_for(broker.connect(settings.nats_url, "verify"), _PATIENCE)
    try:
        newest = await _newest(client, settings.service)
        return OnBus(await _published_anchors(client, settings.service), newest)
    finally:
        await client.close()


async def _newest(client: Client, service: str) -> Content | None:
    """Return position and hash of the newest event, past messages that no relay put there."""
    subjects = subjects_of(service, PART)
    message = await broker.last_message(client.jetstream(), subjects)
    while message is not None:
        if (found := _position_and_hash(message)) is not None:
            return found
        message = await _before(client, subjects, message.seq or 1)
    return None


def _position_and_hash(message: RawStreamMsg) -> Content | None:
    try:
        event = broker.event_in(message)
    except broker.Unreadable:
        return None
    return {"position": event.position, "hash": event.chainhash}


async def _before(client: Client, subjects: str, sequence: int) -> RawStreamMsg | None:
    """Return the message of these subjects before a place in the stream."""
    for earlier in range(sequence - 1, 0, -1):
        try:
            message = await client.jetstream().get_msg(STREAM, earlier)
        except NotFoundError:
            continue
        if (message.subject or "").startswith(subjects.removesuffix(">")):
            return message
    return None


async def _published_anchors(client: Client, service: str) -> list[Content]:
    """Return the anchors of a service that the bus holds, each with the part it is of."""
    found: list[Content] = []
    async with reading(client, f"luodi.v1.{service}.*.ChainAnchored.>") as bus:
        while messages := await bus.more():
            for message in messages:
                part = _part(message.subject)
                found += [
                    {**event.data, "part": part}
                    for event in events_in([message])
                    if event.data is not None
                ]
    return found

"""What the bus holds, read in order from its beginning to its present end, and on from there."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy, Header
from nats.js.errors import NotFoundError

from shared.adapters.broker import Unreadable, event_in
from shared.contracts.envelope import STREAM, CloudEvent

_PULLED = 500
_PATIENCE = 10.0
_FORGOTTEN_AFTER = 3600.0
_NEXT = f"$JS.API.CONSUMER.MSG.NEXT.{STREAM}"

Missing = Callable[[str, int], Awaitable[list[CloudEvent]]]
Places = Mapping[str, int]


class Lacking(Exception):
    """Neither the bus nor the publisher has what follows a position."""

    def __init__(self, service: str, position: int) -> None:
        super().__init__(f"{service} {position}")
        self.service = service
        self.position = position


class Reading:
    """A consumer of one's own that disturbs no other. Empty while there is no stream."""

    def __init__(self, client: Client | None, consumer: str = "") -> None:
        self._client = client
        self._consumer = consumer

    async def more(self) -> list[Msg]:
        """Return the next messages; none when there are no more at present."""
        if self._client is None:
            return []
        state = await self._client.jetstream().consumer_info(STREAM, self._consumer)
        waiting = min(_PULLED, state.num_pending or 0)
        return await _pulled(self._client, self._consumer, waiting) if waiting else []


async def _pulled(client: Client, consumer: str, number: int) -> list[Msg]:
    """Return so many messages that wait, fewer where the broker gives out no more of them.

    The client's own fetch makes a task for every message, which takes longer than reading it.
    """
    messages: list[Msg] = []
    done = asyncio.Event()

    async def take(message: Msg) -> None:
        is_over = Header.STATUS in (message.headers or {})
        if not is_over:
            messages.append(message)
        if is_over or len(messages) == number:
            done.set()

    inbox = client.new_inbox()
    subscription = await client.subscribe(inbox, cb=take)
    asked = {"batch": number, "expires": int(_PATIENCE * 1e9)}
    await client.publish(f"{_NEXT}.{consumer}", json.dumps(asked).encode(), reply=inbox)
    try:
        async with asyncio.timeout(_PATIENCE + 1):
            await done.wait()
    finally:
        await subscription.unsubscribe()
    if not messages:
        raise TimeoutError(f"the broker gives out none of {number} messages")
    return messages


@asynccontextmanager
async def reading(client: Client, subjects: str) -> AsyncIterator[Reading]:
    """Begin to read the messages of these subjects."""
    jetstream = client.jetstream()
    config = ConsumerConfig(
        deliver_policy=DeliverPolicy.ALL,
        ack_policy=AckPolicy.NONE,
        filter_subject=subjects,
        inactive_threshold=_FORGOTTEN_AFTER,
        mem_storage=True,
    )
    try:
        consumer = (await jetstream.add_consumer(STREAM, config)).name
    except NotFoundError:
        yield Reading(None)
        return
    try:
        yield Reading(client, consumer)
    finally:
        await jetstream.delete_consumer(STREAM, consumer)


def events_in(messages: Sequence[Msg]) -> list[CloudEvent]:
    """Return the events among these messages; what is none is left out, as consumers do."""
    events = []
    for message in messages:
        try:
            events.append(event_in(message))
        except Unreadable:
            continue
    return events


class Published:
    """All that was published, in the order of the bus, given out up to where it is wanted."""

    def __init__(self, source: Reading, missing: Missing) -> None:
        self._source = source
        self._missing = missing
        self._held: list[CloudEvent] = []

    async def upto(self, known: Places, wanted: Places) -> AsyncIterator[list[CloudEvent]]:
        """Yield what follows `known` to exactly `wanted`, each publisher's without a hole."""
        places = dict(known)
        if _reached(places, wanted):
            return
        page, self._held = self._held, []
        while page or (page := await self._read()):
            if taken := await self._sift(page, places, wanted):
                yield taken
            if _reached(places, wanted):
                return
            page = []
        for service, position in wanted.items():
            while places.get(service, 0) < position:
                taken = await self._following(service, places.get(service, 0), position)
                places[service] = taken[-1].position
                yield taken

    def give_back(self, events: Sequence[CloudEvent]) -> None:
        """Take events back whose effect was undone; they are given out again."""
        self._held = [*events, *self._held]

    async def _read(self) -> list[CloudEvent]:
        while messages := await self._source.more():
            if events := events_in(messages):
                return events
        return []

    async def _sift(
        self, page: Sequence[CloudEvent], places: dict[str, int], wanted: Places
    ) -> list[CloudEvent]:
        taken: list[CloudEvent] = []
        for event in page:
            if event.position > wanted.get(event.service, 0):
                self._held.append(event)
                continue
            while event.position > places.get(event.service, 0) + 1:
                known = places.get(event.service, 0)
                taken += await self._following(event.service, known, event.position - 1)
                places[event.service] = taken[-1].position
            if event.position == places.get(event.service, 0) + 1:
                taken.append(event)
                places[event.service] = event.position
        return taken

    async def _following(self, service: str, known: int, until: int) -> list[CloudEvent]:
        """Ask the publisher itself for what the bus does not have."""
        page = await self._missing(service, known)
        follows = [event for event in page if known < event.position <= until]
        if not follows or follows[0].position != known + 1:
            raise Lacking(service, known + 1)
        return follows


def _reached(places: Places, wanted: Places) -> bool:
    return all(places.get(service, 0) >= position for service, position in wanted.items())

"""From the bus into a service: every published event has its effect once, in the publisher's order.

A service's place is (publisher, sequence), kept in its own database and moved in the transaction
that writes the heard views. Reactions become commands whose ids follow from the event heard, so
that carrying them out twice changes nothing. A hole in a sequence is filled from its publisher
before that one's go on; the others' go on meanwhile. A message that cannot be taken is parked with
all that follows about its matter.
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import asyncpg
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.errors import NotFoundError

from shared.adapters.asking import ASKED_AGAIN, Asking, nothing_missing
from shared.adapters.batcher import PART, StoreUnavailable
from shared.adapters.broker import Trouble, Unreadable, event_in
from shared.adapters.parking import Parking, Unworded
from shared.adapters.projector import HEARD, Views, move
from shared.adapters.pulling import pulling
from shared.adapters.settings import SERVICES
from shared.adapters.trouble import STORE_AWAY
from shared.adapters.views import SCHEMA
from shared.contracts.envelope import (
    SEQUENCE_HEADER,
    STREAM,
    SUBJECTS,
    CloudEvent,
    subject_of,
)

log = logging.getLogger(__name__)

_SEQUENCE = re.compile(r"00\d{18}", re.ASCII)
_SUBJECT_WORDS = 6
_TROUBLE = (asyncpg.PostgresError, *Trouble, *STORE_AWAY, StoreUnavailable)
Handle = Callable[[CloudEvent], Awaitable[None]]


@dataclass
class Batch:
    """What one pull brought that is new, in order, and how far it leads."""

    positions: dict[str, int]
    events: list[CloudEvent] = field(default_factory=list)

    def known(self, service: str) -> int:
        """How far a publisher is known once this is done."""
        return self.positions.get(f"{HEARD}{service}", 0)

    def add(self, event: CloudEvent) -> None:
        """Take the next event of its publisher."""
        self.events.append(event)
        self.positions[f"{HEARD}{event.service}"] = event.position


class Subscriber:
    """The one durable consumer of a service."""

    def __init__(
        self, service: str, client: Client, views: Views, parking: Parking, react: Handle
    ) -> None:
        self._service = service
        self._client = client
        self._views = views
        self._parking = parking
        self._react = react
        self.asking = Asking(nothing_missing)
        self.heard: Callable[[CloudEvent], None] = lambda _: None
        self._places: dict[str, int] | None = None

    async def run(self) -> None:
        """Consume for ever; after any trouble begin again from what is known to be done."""
        while True:
            try:
                await self._ensure_consumer()
                async with pulling(self._client, STREAM, self._service) as pull:
                    while True:
                        await self._hear(await pull.messages())
            except _TROUBLE as trouble:
                self._places = None
                log.warning("cannot consume; trying again", extra={"error": str(trouble)})
                await asyncio.sleep(0.3)

    async def _ensure_consumer(self) -> None:
        jetstream = self._client.jetstream()
        try:
            await jetstream.consumer_info(STREAM, self._service)
        except NotFoundError:
            config = ConsumerConfig(
                durable_name=self._service,
                deliver_policy=DeliverPolicy.ALL,
                ack_policy=AckPolicy.EXPLICIT,
                ack_wait=30,
                max_ack_pending=1000,
                filter_subject=SUBJECTS,
            )
            await jetstream.add_consumer(STREAM, config)

    async def _hear(self, messages: Sequence[Msg]) -> None:
        if not messages:
            self._places = None
            return
        try:
            later = {id(message) for message in await self.take(messages)}
        except _TROUBLE:
            await _bring_again(messages)
            raise
        for message in messages:
            if id(message) in later:
                await message.nak(delay=ASKED_AGAIN)
            else:
                await message.ack()

    async def take(self, messages: Sequence[Msg]) -> Sequence[Msg]:
        """Give these messages their effect, once, in each publisher's order; nobody else waits.

        Returns which are to come again: the farthest of each publisher that does not say what is
        missing before it. All that stands before that comes with it.
        """
        batch = await self._begin()
        later: dict[str, tuple[int, Msg]] = {}
        for message in messages:
            event, place = await self._read(message)
            if place is None:
                continue
            service, position = place
            batch = await self._fill(batch, service, position if event is None else position - 1)
            if event is not None:
                batch = await self._add(batch, event)
            if self.asking.is_silent(service) and batch.known(service) < position:
                later[service] = max(
                    later.get(service, (0, message)), (position, message), key=_far
                )
        await self._finish(batch)
        return [message for _, message in later.values()]

    async def _read(self, message: Msg) -> tuple[CloudEvent | None, tuple[str, int] | None]:
        """Return the event, and whose position it stands at.

        What is none or did not come from its service's relay is parked; where it stands at an
        event's place, that is asked of its publisher.
        """
        try:
            event = event_in(message)
        except Unreadable as unreadable:
            place = _place(message)
            await self._parking.park_unreadable(
                message.subject, message.data, str(unreadable), place
            )
            return None, place
        return event, (event.service, event.position)

    async def _begin(self) -> Batch:
        """Begin where everything is known to be done; that is asked after a pause or any trouble.

        Others may drive again what is parked; nobody moves places unnoticed.
        """
        if self._places is None:
            await self._parking.refresh()
            self._places = await self._views.positions()
        elif self._parking.has_any:
            await self._parking.refresh()
        return Batch(positions=dict(self._places))

    async def _finish(self, batch: Batch) -> None:
        if batch.events:
            self._places = None
            await self._react_to(batch.events)
            await self._write(batch)
            self._places = batch.positions

    async def _fill(self, batch: Batch, service: str, until: int) -> Batch:
        """Add what is missing as far as a position, page by page, as its publisher tells it."""
        while batch.known(service) < until:
            known = batch.known(service)
            try:
                page = await self.asking.what_follows(service, known)
            except Unworded as unworded:
                await self._finish(batch)
                await self._pass_over(unworded)
                batch = await self._begin()
                continue
            follows = [event for event in page if known < event.position <= until]
            if not follows:
                return batch
            for earlier in follows:
                batch.add(earlier)
            await self._finish(batch)
            batch = await self._begin()
        return batch

    async def _add(self, batch: Batch, event: CloudEvent) -> Batch:
        """Add what is new; what its publisher has never stored is put aside."""
        following = batch.known(event.service) + 1
        if event.position == following:
            batch.add(event)
        elif event.position > following and not self.asking.is_silent(event.service):
            await self._park_false(event)
        return batch

    async def _park_false(self, event: CloudEvent) -> None:
        """Keep what its publisher, who stores before it tells, has never stored."""
        subject = subject_of(event.service, PART, event.eventname, event.subject)
        payload = event.model_dump_json(exclude_none=True).encode()
        complaint = f"{event.service} has stored nothing as far as {event.position}"
        await self._parking.park_unreadable(subject, payload, complaint)

    async def _react_to(self, events: Sequence[CloudEvent]) -> None:
        """React in order within each thread of events, side by side between threads."""
        threads: dict[str, list[CloudEvent]] = {}
        for event in events:
            self.heard(event)
            threads.setdefault(event.correlationid, []).append(event)
        results = await asyncio.gather(
            *(self._react_in_order(thread) for thread in threads.values()), return_exceptions=True
        )
        for failure in results:
            if isinstance(failure, BaseException):
                raise failure

    async def _react_in_order(self, events: Sequence[CloudEvent]) -> None:
        for event in events:
            await self._parking.guard(event, self._react)

    async def _write(self, batch: Batch) -> None:
        """Show the events to the views together; one by one where they cannot take one of them."""
        try:
            await self._show(batch.events)
        except STORE_AWAY:
            raise
        except Exception:
            log.exception("the views cannot take this; trying one by one")
            for event in batch.events:
                await self._show_one(event)

    async def _show_one(self, event: CloudEvent) -> None:
        try:
            await self._show([event])
        except STORE_AWAY:
            raise
        except Exception as error:
            log.exception("message parked", extra={"stream": event.subject})
            self._parking.hide(event, error)
            await self._show([event])

    async def _show(self, events: Sequence[CloudEvent]) -> None:
        """Write what the events change, except of matters that are hidden from the views."""
        async with self._views.pool.acquire() as connection, connection.transaction():
            places = await self._views.move_heard(connection, SCHEMA, events)
            shown = await self._parking.hide_from_views(connection, events)
            await self._views.hear(connection, SCHEMA, shown)
        await self._views.moved(places)

    async def _pass_over(self, unworded: Unworded) -> None:
        """Park the place of an event that its publisher cannot word, and go on behind it."""
        self._places = None
        source, position = f"{HEARD}{unworded.service}", unworded.position
        async with self._views.pool.acquire() as connection, connection.transaction():
            await move(connection, SCHEMA, source, position - 1, position)
            await self._parking.park_unworded(connection, unworded)
        await self._views.moved({source: position})


async def _bring_again(messages: Sequence[Msg]) -> None:
    """Have the broker bring these again soon: it would wait half a minute for an answer."""
    with suppress(*Trouble):
        for message in messages:
            await message.nak(delay=ASKED_AGAIN)


def _place(message: Msg) -> tuple[str, int] | None:
    """Return whose position a message stands at by its subject and header, if at any."""
    words = message.subject.split(".")
    sequence = (message.headers or {}).get(SEQUENCE_HEADER, "")
    if len(words) < _SUBJECT_WORDS or words[2] not in SERVICES or words[3] != str(PART):
        return None
    return (words[2], int(sequence)) if _SEQUENCE.fullmatch(sequence) else None


def _far(place: tuple[int, Msg]) -> int:
    return place[0]

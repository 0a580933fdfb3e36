"""From the store to the bus: every event once, in order, whatever dies in between.

The relay keeps no place of its own. It asks the stream for the newest message of its service that
is really there and goes on behind it: a crash, a second relay or a broker that lost its unsynced
tail neither loses nor doubles anything.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import asyncpg
from nats.aio.client import Client
from nats.js.api import RawStreamMsg
from nats.js.errors import NotFoundError
from pydantic import BaseModel

from shared.adapters.batcher import PART
from shared.adapters.broker import (
    BATCH_LIMIT,
    Outgoing,
    Trouble,
    Unreadable,
    ensure_stream,
    event_in,
    last_message,
    publish,
)
from shared.adapters.event_store import EventStore
from shared.adapters.trouble import STORE_AWAY
from shared.contracts import housekeeping as published
from shared.contracts.envelope import STREAM, CloudEvent, sequence_text, subject_of, subjects_of
from shared.kernel import housekeeping
from shared.kernel.identifiers import StreamKey
from shared.kernel.recorded import Recorded

log = logging.getLogger(__name__)

Publish = Callable[[StreamKey, Recorded[Any]], BaseModel | None]
_HOUSEKEEPING: Mapping[type, type[BaseModel]] = {
    housekeeping.ChainAnchored: published.ChainAnchored,
    housekeeping.ReactionRefused: published.ReactionRefused,
    housekeeping.ParkedMessageDiscarded: published.ParkedMessageDiscarded,
}
AT_ONCE = 32
LONGEST_NAP = 1.0
SHORTEST_NAP = 0.02


class Diverged(Exception):
    """The stream holds what this store never wrote: the database was rolled back behind the bus."""


class Relay:
    """Publishes one service's events while its leader lives."""

    def __init__(
        self, service: str, source: str, store: EventStore[Any], client: Client, publish: Publish
    ) -> None:
        self._service = service
        self._source = source
        self._store = store
        self._client = client
        self._publish = publish
        self._subjects = subjects_of(service, PART)
        self.position = 0
        self._stream_sequence = 0
        self._reconnects = 0

    async def run(self, appended: asyncio.Event, replicas: int) -> None:
        """Publish for ever; after any trouble ask the stream again where it stands."""
        nap = SHORTEST_NAP
        lost = True
        while True:
            try:
                if lost or self._has_reconnected():
                    lost = True
                    await ensure_stream(self._client.jetstream(), replicas)
                    await self.resume()
                    lost = False
                appended.clear()
                count = await self.publish_next()
                nap = SHORTEST_NAP if count else min(nap * 2, LONGEST_NAP)
                if count == BATCH_LIMIT:
                    continue
            except (*Trouble, asyncpg.PostgresError, *STORE_AWAY) as trouble:
                log.warning("the bus or the store is away", extra={"error": str(trouble)})
                lost = True
                nap = 0.2
            except Diverged:
                log.critical("the bus is ahead of the store; publishing has stopped")
                nap = LONGEST_NAP
                lost = True
            await _nap(appended, nap)

    def _has_reconnected(self) -> bool:
        """Tell whether the broker was away since: it may have forgotten what it was told."""
        before, self._reconnects = self._reconnects, self._client.stats["reconnects"]
        return self._reconnects != before

    async def resume(self) -> None:
        """Find the newest message of this service in the stream, and that the store knows it."""
        newest = await last_message(self._client.jetstream(), self._subjects)
        event = await self._newest_event(newest)
        if event is not None:
            await self._compare(event)
        self.position = event.position if event else 0
        self._stream_sequence = (newest.seq if newest else 0) or 0

    async def publish_next(self) -> int:
        """Publish what follows; return how many events that were."""
        events = await self._store.after(self.position, BATCH_LIMIT)
        if not events:
            return 0
        messages: list[Outgoing] = []
        for begin in range(0, len(events), AT_ONCE):
            messages += self.messages(events[begin : begin + AT_ONCE])
            await asyncio.sleep(0)  # commands do not wait until hundreds of events are worded
        self._stream_sequence = await publish(
            self._client, self._subjects, self._stream_sequence, messages
        )
        self.position = events[-1].position
        return len(events)

    def messages(self, events: Sequence[Recorded[Any]]) -> list[Outgoing]:
        """Word events as messages."""
        return [
            Outgoing(
                subject=subject_of(
                    self._service, PART, type(event.event).__name__, str(event.stream)
                ),
                sequence=sequence_text(event.position),
                payload=self.cloud_event(event).model_dump_json(exclude_none=True).encode(),
            )
            for event in events
        ]

    def cloud_event(self, recorded: Recorded[Any]) -> CloudEvent:
        """Word one event: the envelope always, the data as the service publishes it."""
        name = type(recorded.event).__name__
        data = self._data(recorded)
        meta = recorded.meta
        return CloudEvent(
            id=recorded.event_id,
            source=self._source,
            type=f"cn.luodi.{self._service}.{name}.v1",
            subject=recorded.stream,
            time=recorded.recorded_at,
            sequence=sequence_text(recorded.position),
            service=self._service,
            eventname=name,
            streamversion=recorded.version,
            effectivefrom=meta.effective.start,
            effectiveto=meta.effective.end,
            effectiveprecision=meta.effective.precision,
            actorid=meta.actor.id,
            actorrole=meta.actor.role,
            actordepartment=meta.actor.department,
            onbehalfof=meta.on_behalf_of,
            correlationid=meta.correlation,
            causationid=meta.causation,
            corrects=meta.corrects,
            leadid=meta.lead,
            projectid=meta.project,
            chainhash=recorded.hash.hex(),
            traceparent=meta.trace,
            data=None if data is None else data.model_dump(mode="json"),
        )

    def _data(self, recorded: Recorded[Any]) -> BaseModel | None:
        """What is published of an event: housekeeping always, else as the service says."""
        words = _HOUSEKEEPING.get(type(recorded.event))
        if words is not None:
            return words(**vars(recorded.event))
        return self._publish(recorded.stream, recorded)

    async def _newest_event(self, message: RawStreamMsg | None) -> CloudEvent | None:
        """Step back over what no relay put there, to the newest event of ours."""
        while message is not None:
            try:
                return event_in(message)
            except Unreadable as unreadable:
                place = {"place": message.seq, "error": str(unreadable)}
                log.warning("stepping over a message that is none of ours", extra=place)
            message = await self._before(message.seq or 1)
        return None

    async def _before(self, sequence: int) -> RawStreamMsg | None:
        """Return what last stands before a place under our subjects; found by halving."""
        found: RawStreamMsg | None = None
        low, high = 1, sequence
        while low < high:
            middle = (low + high) // 2
            following = await self._from(middle)
            if following is None or (following.seq or 0) >= high:
                high = middle
            else:
                found, low = following, (following.seq or 0) + 1
        return found

    async def _from(self, sequence: int) -> RawStreamMsg | None:
        """Return what first stands at a place or behind it under our subjects."""
        jetstream = self._client.jetstream()
        with suppress(NotFoundError):
            return await jetstream.get_msg(STREAM, sequence, subject=self._subjects, next=True)
        return None

    async def _compare(self, published: CloudEvent) -> None:
        stored = await self._store.after(published.position - 1, 1)
        if not stored or stored[0].hash.hex() != published.chainhash:
            raise Diverged(f"{self._service} at {published.position}")


async def _nap(appended: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await appended.wait()
    except TimeoutError:
        return

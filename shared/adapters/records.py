"""One record, folded from its stream: always current, or as it was known and was so on any day."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic_core import to_json

from shared.adapters.command_handler import Allow, NotThere
from shared.adapters.event_store import EventStore
from shared.adapters.stream_reader import Stream
from shared.adapters.times import Times
from shared.kernel.decider import Decider
from shared.kernel.identifiers import stream_key
from shared.kernel.recorded import Recorded, fold_record, known

E = TypeVar("E")
R = TypeVar("R")

REMEMBERED = 4096  # records as they are now, about 4 kB each


@dataclass(frozen=True, kw_only=True)
class Found(Generic[R]):
    """A record with its version and the position of the last event in it."""

    record: R
    version: int
    position: int
    _shown: dict[Callable[[R], object], bytes] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def text(self, show: Callable[[R], object]) -> bytes:
        """Return it as JSON; made once, for `show` looks at nothing but the record."""
        text = self._shown.get(show)
        if text is None:
            text = self._shown[show] = to_json(show(self.record))
        return text


class Records(Generic[E]):
    """Reads records; rights are always those of now, also for the past."""

    def __init__(self, service: str, store: EventStore[E]) -> None:
        self.service = service
        self._store = store
        self._remembered: OrderedDict[tuple[Any, bytes], Found[Any]] = OrderedDict()

    async def get(
        self,
        decider: Decider[Any, Any, Any],
        evolve: Callable[[R | None, Recorded[Any]], R],
        identifier: str,
        times: Times,
        allow: Allow,
    ) -> Found[R]:
        """Return a record as asked for; NotThere when it was not yet known or not yet so."""
        stream = await self._stream(decider, identifier, allow)
        if times.as_of is None and times.valid_at is None:
            return self._now(stream, evolve)
        events = known(stream, as_of=times.as_of, valid_at=times.valid_at)
        record = fold_record(evolve, events)
        if record is None:
            raise NotThere(identifier)
        return Found(
            record=record,
            version=max(event.version for event in events),
            position=max(event.position for event in events),
        )

    def _now(self, stream: Stream[Any], evolve: Callable[[R | None, Recorded[Any]], R]) -> Found[R]:
        """Return a stream's record, the same as long as the stream does not grow."""
        newest = stream[-1]
        key = (evolve, newest.hash)  # which covers all that was before
        found = self._remembered.get(key)
        if found is not None:
            self._remembered.move_to_end(key)
            return found
        record = stream.record(evolve)
        assert record is not None  # there is an event
        found = Found(record=record, version=newest.version, position=newest.position)
        self._remembered[key] = found
        if len(self._remembered) > REMEMBERED:
            self._remembered.popitem(last=False)
        return found

    async def events(
        self, decider: Decider[Any, Any, Any], identifier: str, times: Times, allow: Allow
    ) -> list[Recorded[Any]]:
        """Return a stream's events as asked for, after checking the rights of now."""
        stream = await self._stream(decider, identifier, allow)
        return known(stream, as_of=times.as_of, valid_at=times.valid_at)

    async def _stream(
        self, decider: Decider[Any, Any, Any], identifier: str, allow: Allow
    ) -> Stream[Any]:
        stream = await self._store.stream(stream_key(decider.category, identifier))
        if not stream:
            raise NotThere(identifier)
        allow(decider.about(stream.state(decider)))
        return stream

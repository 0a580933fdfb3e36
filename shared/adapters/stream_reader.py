"""Reading streams: who asks while a query runs shares the next one, and the past is read once.

An event never changes. Of a stream that was read before only what came since is fetched, together
with the last event known: its hash covers all before it, so where the store holds another one, as
after a restore from a backup, everything known is forgotten and the stream is read anew.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic, TypeAlias, TypeVar
from weakref import WeakKeyDictionary

import asyncpg

from shared.adapters.batcher import PART
from shared.adapters.trouble import STORE_AWAY
from shared.kernel.decider import Decider
from shared.kernel.identifiers import StreamKey
from shared.kernel.recorded import Recorded

E = TypeVar("E")
S = TypeVar("S")
R = TypeVar("R")
_Folds: TypeAlias = WeakKeyDictionary[Callable[..., Any], tuple[int, Any]]

REMEMBERED = 16_384  # events, about 2 kB each
MOST_TOGETHER = 256
_READ_ON = "SELECT * FROM es.read_on($1, $2, $3)"


class Stream(tuple[Recorded[E], ...]):
    """One stream, oldest event first, with what was folded from it before."""

    _folds: _Folds

    def __new__(
        cls, events: Iterable[Recorded[E]] = (), folds: _Folds | None = None
    ) -> "Stream[E]":
        """Make a stream; the folds are those of the same stream when it was shorter."""
        stream = super().__new__(cls, events)
        stream._folds = WeakKeyDictionary() if folds is None else folds
        return stream

    def state(self, decider: Decider[Any, S, Any]) -> S:
        """Return the state that the rules ask about."""
        evolve = decider.evolve
        return self._fold(evolve, decider.initial, lambda state, one: evolve(state, one.event))

    def record(self, evolve: Callable[[R | None, Recorded[Any]], R]) -> R | None:
        """Return the record that people read; None before the first event."""
        return self._fold(evolve, None, evolve)

    def followed_by(self, events: Iterable[Recorded[E]]) -> "Stream[E]":
        """Return this stream as it became."""
        return Stream((*self, *events), self._folds)

    def _fold(self, name: Callable[..., Any], initial: S, step: Callable[[S, Any], S]) -> S:
        """Go on from what was folded before; states are values, nobody changes them in place."""
        length: int
        value: S
        length, value = self._folds.get(name, (0, initial))
        if length > len(self):
            length, value = 0, initial
        for recorded in self[length:]:
            value = step(value, recorded)
        if length < len(self):
            self._folds[name] = (len(self), value)
        return value


_Question: TypeAlias = tuple[Sequence[StreamKey], asyncio.Future[dict[StreamKey, Stream[Any]]]]


class StreamReader(Generic[E]):
    """Answers from one query whatever was asked while the last one ran.

    Every answer comes from a query that was sent after the question.
    """

    def __init__(self, pool: asyncpg.Pool, decode: Callable[[Any], Recorded[E]]) -> None:
        self._pool = pool
        self._decode = decode
        self._waiting: deque[_Question] = deque()
        self._task: asyncio.Task[None] | None = None
        self._known: OrderedDict[StreamKey, Stream[E]] = OrderedDict()
        self._events_known = 0

    async def streams(self, keys: Sequence[StreamKey]) -> dict[StreamKey, Stream[E]]:
        """Return these streams as of one moment; empty ones where there is none."""
        done: asyncio.Future[dict[StreamKey, Stream[E]]] = (
            asyncio.get_running_loop().create_future()
        )
        self._waiting.append((keys, done))
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="stream reader")
        return await done

    async def _run(self) -> None:
        try:
            while self._waiting:
                together = min(len(self._waiting), MOST_TOGETHER)
                await self._answer([self._waiting.popleft() for _ in range(together)])
        finally:
            self._task = None

    async def _answer(self, questions: Sequence[_Question]) -> None:
        """Answer these; what one asked for and cannot be read must not fail its neighbours."""
        try:
            streams = await self._read({key for keys, _ in questions for key in keys})
        except Exception as trouble:
            if len(questions) == 1 or isinstance(trouble, STORE_AWAY):
                _fail(questions, trouble)
                return
            for question in questions:
                await self._answer([question])
        else:
            for keys, done in questions:
                if not done.done():
                    done.set_result({key: streams[key] for key in keys})

    async def _read(self, keys: Iterable[StreamKey]) -> Mapping[StreamKey, Stream[E]]:
        known = {key: self._known.get(key) or Stream() for key in keys}
        lengths = [len(stream) or 1 for stream in known.values()]
        found: dict[StreamKey, list[Any]] = {key: [] for key in known}
        for row in await self._pool.fetch(_READ_ON, PART, list(known), lengths):
            found[row["stream"]].append(row)
        if not all(_follows(found[key], stream) for key, stream in known.items()):
            self._forget(known)
            return await self._read(known)
        streams = {key: self._longer(stream, found[key]) for key, stream in known.items()}
        self._remember(streams)
        return streams

    def _longer(self, stream: Stream[E], rows: Sequence[Any]) -> Stream[E]:
        new = rows[1:] if stream else rows
        return stream.followed_by(map(self._decode, new)) if new else stream

    def _remember(self, streams: Mapping[StreamKey, Stream[E]]) -> None:
        """Keep these, and let go of those nobody asked for the longest."""
        self._forget(streams)
        for key, stream in streams.items():
            if stream:
                self._known[key] = stream
                self._events_known += len(stream)
        while self._events_known > REMEMBERED:
            self._forget([next(iter(self._known))])

    def _forget(self, keys: Iterable[StreamKey]) -> None:
        for key in keys:
            self._events_known -= len(self._known.pop(key, ()))


def _fail(questions: Sequence[_Question], trouble: Exception) -> None:
    for _, done in questions:
        if not done.done():
            done.set_exception(trouble)


def _follows(rows: Sequence[Any], known: Stream[Any]) -> bool:
    """Tell whether the rows begin with the last event known, if there is one."""
    return not known or (bool(rows) and bool(rows[0]["hash"] == known[-1].hash))

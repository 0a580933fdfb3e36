"""The only way to write: read, check what was seen, decide, append; again if one was faster."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID

from pydantic_core import from_json, to_json
from uuid_utils.compat import uuid7

from shared.adapters.batcher import Append, Appended, Batcher, NewEvent
from shared.adapters.event_codec import EventCodec, encode_meta
from shared.adapters.event_store import Answered, EventStore
from shared.adapters.stream_reader import Stream
from shared.kernel.asked import Asked
from shared.kernel.decider import About, Decider
from shared.kernel.identifiers import AccountId, EventId, StreamKey, stream_key
from shared.kernel.recorded import Meta, Recorded, Source

E = TypeVar("E")
Allow = Callable[[About], None]
ATTEMPTS = 4
ANSWERS_KEPT = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class Context:
    """What surrounds a command: who may repeat it, what it follows from, which version was seen.

    `client` and `command_id` together make it repeatable; `keep` None keeps the answer for ever.
    """

    correlation: str
    causation: str | None = None
    client: str | None = None
    command_id: UUID | None = None
    fingerprint: bytes = b""
    keep: timedelta | None = ANSWERS_KEPT
    seen: int | None = None
    on_behalf_of: AccountId | None = None
    source: Source | None = None
    batch: str | None = None
    trace: str | None = None
    late: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Done:
    """What a command came to: where its stream stands, which events it added, if any."""

    identifier: str
    version: int
    position: int
    event_ids: tuple[EventId, ...]
    replayed: bool = False


class Stale(Exception):
    """The stream has moved on since the caller looked, or keeps moving."""

    def __init__(self, current_version: int, since: Sequence[Recorded[Any]]) -> None:
        super().__init__(f"now at version {current_version}")
        self.current_version = current_version
        self.since = since


class KeyReused(Exception):
    """The idempotency key was used before for another request."""


class NotThere(Exception):
    """There is no such thing."""


@dataclass(frozen=True)
class Part:
    """One stream of a decision over several: its aggregate and its id."""

    decider: Decider[Any, Any, Any]
    identifier: str

    @property
    def key(self) -> StreamKey:
        """The stream's name."""
        return stream_key(self.decider.category, self.identifier)


Decide = Callable[[Sequence[Any]], Sequence[tuple[int, Any]]]
_History = Sequence[Sequence[Recorded[Any]]]  # of each part of an act


@dataclass(frozen=True)
class Act:
    """A command on the streams it reads. The first stream is the one answered for and guarded.

    Where `read` holds them all, they are read again only if one of them has moved on since.
    """

    parts: Sequence[Part]
    asked: Asked
    decide: Decide
    creates: bool = False
    read: Mapping[StreamKey, Stream[Any]] = field(default_factory=dict)


class CommandHandler(Generic[E]):
    """Carries commands to their aggregates and their events to the store."""

    def __init__(self, store: EventStore[E], batcher: Batcher, codec: EventCodec[E]) -> None:
        self._store = store
        self._batcher = batcher
        self._codec = codec

    async def handle(
        self,
        part: Part,
        command: Asked,
        context: Context,
        *,
        allow: Allow | None = None,
        creates: bool = False,
    ) -> Done:
        """Decide one command on one stream and store what follows.

        Raises Rejected (a rule said no), Stale, KeyReused, NotThere, or what `allow` raises.
        """

        def decide(states: Sequence[Any]) -> list[tuple[int, Any]]:
            return [(0, event) for event in part.decider.decide(command, states[0])]

        act = Act(parts=[part], asked=command, decide=decide, creates=creates)
        return await self.handle_together(act, context, allow=allow)

    async def handle_together(
        self, act: Act, context: Context, *, allow: Allow | None = None
    ) -> Done:
        """Decide over several streams at once; events name their stream by its index in the act."""
        read = act.read
        for _ in range(ATTEMPTS):
            if not all(part.key in read for part in act.parts):
                read = await self._store.streams([part.key for part in act.parts])
            done = await self._try(act, read, context, allow)
            if done is not None:
                return done
            read = {}
        now = await self._store.stream(act.parts[0].key)
        raise Stale(len(now), now[context.seen or len(now) :])

    async def _try(
        self,
        act: Act,
        streams: Mapping[StreamKey, Stream[Any]],
        context: Context,
        allow: Allow | None,
    ) -> Done | None:
        """Decide on what is there now; None when somebody was faster."""
        history = [streams[part.key] for part in act.parts]
        states = [
            stream.state(part.decider) for part, stream in zip(act.parts, history, strict=True)
        ]
        _check(act, states, history, allow)
        try:
            decided = _decide(act, context, states, history)
        except Exception:
            # A repeat gets its first answer, whatever there would be to say against it now.
            answered = await self._answered(context)
            if answered is None:
                raise
            return _replay(context, answered)
        if not decided and context.client is None:
            return _unchanged(act, history[0])
        append = self._append(act, context, states, history, decided)
        appended = await self._batcher.append(append)
        if appended.outcome == "stale":
            return None
        return _done(act, context, append, appended, history[0])

    async def _answered(self, context: Context) -> Answered | None:
        if context.client is None or context.command_id is None:
            return None
        return await self._store.answered(context.client, context.command_id)

    def _append(
        self,
        act: Act,
        context: Context,
        states: Sequence[Any],
        history: _History,
        decided: Sequence[tuple[int, Any]],
    ) -> Append:
        after = list(states)
        for index, event in decided:
            after[index] = act.parts[index].decider.evolve(after[index], event)
        metas = {
            index: encode_meta(_meta(act, context, index, after[index], history))
            for index, _ in decided
        }
        events = [
            NewEvent(act.parts[index].key, uuid7(), *self._codec.encode(event), metas[index])
            for index, event in decided
        ]
        answer = {
            "identifier": act.parts[0].identifier,
            "version": len(history[0]) + sum(index == 0 for index, _ in decided),
            "events": [event.event_id for event in events],
        }
        return Append(
            guards=[(part.key, len(past)) for part, past in zip(act.parts, history, strict=True)],
            events=events,
            answer=to_json(answer),
            client=context.client,
            command_id=context.command_id,
            fingerprint=context.fingerprint,
            keep=context.keep,
        )


def _check(act: Act, states: Sequence[Any], events: _History, allow: Allow | None) -> None:
    """The first checks in their order: rights, then whether there is such a thing."""
    if not events[0] and not act.creates:
        raise NotThere(act.parts[0].identifier)
    if allow is not None:
        allow(act.parts[0].decider.about(states[0]))


def _decide(
    act: Act, context: Context, states: Sequence[Any], history: _History
) -> Sequence[tuple[int, Any]]:
    """The other checks: whether the caller saw what is there now, then the rules."""
    now = len(history[0])
    if context.seen is not None and context.seen != now:
        raise Stale(now, history[0][context.seen :])
    return act.decide(states)


def _meta(act: Act, context: Context, index: int, state: Any, history: _History) -> Meta:
    """A stream keeps the correlation it began with: a project's whole life is one thread."""
    past = history[index] or history[0]
    about = act.parts[index].decider.about(state)
    return Meta(
        effective=act.asked.effective,
        actor=act.asked.by,
        correlation=past[0].meta.correlation if past else context.correlation,
        causation=context.causation,
        on_behalf_of=context.on_behalf_of,
        corrects=act.asked.corrects,
        source=context.source,
        batch=context.batch,
        lead=about.lead,
        project=about.project,
        trace=context.trace,
        late=context.late,
    )


def _replay(context: Context, answered: Answered) -> Done:
    if answered.fingerprint != context.fingerprint:
        raise KeyReused
    return _said(answered.answer, answered.first_pos + max(answered.events - 1, 0), replayed=True)


def _said(answer: bytes, position: int, *, replayed: bool = False) -> Done:
    said = from_json(answer)
    return Done(
        identifier=said["identifier"],
        version=said["version"],
        position=position,
        event_ids=tuple(said["events"]),
        replayed=replayed,
    )


def _unchanged(act: Act, past: Sequence[Recorded[Any]]) -> Done:
    return Done(
        identifier=act.parts[0].identifier,
        version=len(past),
        position=past[-1].position if past else 0,
        event_ids=(),
    )


def _done(
    act: Act, context: Context, append: Append, appended: Appended, past: Sequence[Recorded[Any]]
) -> Done:
    if appended.outcome == "reused":
        raise KeyReused
    if appended.outcome == "replayed":
        return _replay(
            context,
            Answered(
                fingerprint=append.fingerprint,
                first_pos=appended.first_pos,
                events=appended.events,
                answer=appended.answer,
            ),
        )
    if not append.events:
        return _unchanged(act, past)
    return _said(append.answer, appended.first_pos + appended.events - 1)

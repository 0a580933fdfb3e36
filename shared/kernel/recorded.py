"""A stored event with everything that was recorded beside it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from shared.kernel.asked import Actor
from shared.kernel.effective import Effective
from shared.kernel.identifiers import AccountId, EventId, StreamKey

E = TypeVar("E")
E_co = TypeVar("E_co", covariant=True)
R = TypeVar("R")


@dataclass(frozen=True, kw_only=True)
class Source:
    """来源: the system and record an imported fact was read from, and when (UTC)."""

    system: str
    record: str
    retrieved_at: datetime


@dataclass(frozen=True, kw_only=True)
class Meta:
    """What is stored and hashed beside an event's data.

    Grown only by optional fields: the bytes written yesterday must read tomorrow.
    """

    effective: Effective
    actor: Actor
    correlation: str
    causation: str | None = None
    on_behalf_of: AccountId | None = None
    corrects: EventId | None = None
    source: Source | None = None
    batch: str | None = None
    lead: str | None = None
    project: str | None = None
    trace: str | None = None
    late: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Recorded(Generic[E_co]):
    """One event of one stream, as stored. `position` counts 1, 2, 3 … over the whole service."""

    position: int
    event_id: EventId
    stream: StreamKey
    version: int
    recorded_at: datetime
    hash: bytes
    meta: Meta
    event: E_co

    def saying(self, event: E, meta: Meta | None = None) -> "Recorded[E]":
        """Return the same entry as it should have been made."""
        return Recorded(
            position=self.position,
            event_id=self.event_id,
            stream=self.stream,
            version=self.version,
            recorded_at=self.recorded_at,
            hash=self.hash,
            meta=meta or self.meta,
            event=event,
        )


def known(
    events: Iterable[Recorded[E]],
    *,
    as_of: datetime | None = None,
    valid_at: datetime | None = None,
) -> list[Recorded[E]]:
    """Return what was recorded by `as_of` and was so by `valid_at`.

    With `valid_at` the order is that of the world (effective, then version), else of recording.
    """
    chosen = [event for event in events if as_of is None or event.recorded_at <= as_of]
    if valid_at is None:
        return chosen
    in_force = [event for event in chosen if event.meta.effective.start <= valid_at]
    return sorted(in_force, key=lambda event: (event.meta.effective.start, event.version))


def fold_record(
    evolve: Callable[[R | None, Recorded[E]], R], events: Iterable[Recorded[E]]
) -> R | None:
    """Return the record that people read after these events, or None before the first."""
    record: R | None = None
    for event in events:
        record = evolve(record, event)
    return record

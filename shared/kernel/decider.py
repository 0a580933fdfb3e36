"""The shape of every aggregate: what is asked of it, what it says, what it then is."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import Generic, TypeVar

from shared.kernel.identifiers import LeadId, ProjectId
from shared.kernel.policy import Guarded

C = TypeVar("C")
S = TypeVar("S")
E = TypeVar("E")


@dataclass(frozen=True, kw_only=True)
class About:
    """What an event concerns and who may see it; written into every event's metadata."""

    lead: LeadId | None = None
    project: ProjectId | None = None
    guarded: Guarded = field(default_factory=Guarded)


@dataclass(frozen=True, kw_only=True)
class Decider(Generic[C, S, E]):
    """An aggregate as three pure functions.

    `category` is the first word of its streams' names. `decide` answers a command with events or
    raises Rejected; `evolve` takes an event in and never refuses; `about` says of a state which
    lead and project it belongs to and what guards it.
    """

    category: str
    initial: S
    decide: Callable[[C, S], Sequence[E]]
    evolve: Callable[[S, E], S]
    about: Callable[[S], About]

    def fold(self, events: Iterable[E]) -> S:
        """Return the state after these events, oldest first."""
        return reduce(self.evolve, events, self.initial)

"""Stories about one aggregate: given these events, when this is asked, then that happens."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import pytest

from shared.kernel.decider import Decider
from shared.kernel.rejected import Rejected

C = TypeVar("C")
S = TypeVar("S")
E = TypeVar("E")


@dataclass(frozen=True)
class Answer(Generic[E]):
    """What the aggregate said."""

    events: Sequence[E] | None
    refusal: Rejected | None

    def then(self, *expected: E) -> None:
        assert self.refusal is None, f"refused: {self.refusal}"
        assert list(self.events or ()) == list(expected)

    def then_nothing(self) -> None:
        self.then()

    def then_rejected(self, code: str, **facts: object) -> None:
        assert self.refusal is not None, f"not refused, but: {self.events}"
        assert self.refusal.code == code
        for name, value in facts.items():
            assert self.refusal.facts[name] == value


@dataclass(frozen=True)
class Story(Generic[C, S, E]):
    """Begin with `Story(LEAD).given(...)`; the past is events, never a hand-built state."""

    decider: Decider[C, S, E]
    history: tuple[E, ...] = ()

    def given(self, *events: E) -> "Story[C, S, E]":
        return Story(self.decider, (*self.history, *events))

    def when(self, command: C) -> Answer[E]:
        try:
            return Answer(self.decider.decide(command, self.decider.fold(self.history)), None)
        except Rejected as refusal:
            return Answer(None, refusal)


def asking_again_changes_nothing(
    decider: Decider[Any, Any, Any], past: Sequence[Any], command: Any
) -> None:
    """The law of every act: what was just decided is not decided again."""
    events = decider.decide(command, decider.fold(past))
    again = decider.decide(command, decider.fold([*past, *events]))
    assert not again, f"decided again: {again}"


def refused(code: str) -> Any:
    """Expect a refusal outside a story."""
    return pytest.raises(Rejected, match=code)

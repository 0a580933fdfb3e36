"""The next value from the last: what dataclasses.replace does, and nothing it would not."""

import dataclasses
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from shared.kernel.effective import Effective
from shared.kernel.values import replace

MOMENT = datetime(2026, 3, 1, 8, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class State:
    """Something folded."""

    count: int = 0
    names: tuple[str, ...] = ()


def test_it_does_what_the_standard_library_does() -> None:
    before = State(count=1, names=("甲",))
    after = replace(before, count=2)
    assert after == dataclasses.replace(before, count=2) == State(count=2, names=("甲",))
    assert before == State(count=1, names=("甲",))
    assert hash(after) == hash(State(count=2, names=("甲",)))


def test_the_result_is_as_frozen_as_what_it_was_made_from() -> None:
    after = replace(State(), count=2)
    with pytest.raises(dataclasses.FrozenInstanceError):
        after.count = 3  # type: ignore[misc]  # just this must not work


def test_a_field_that_is_not_there_is_refused() -> None:
    with pytest.raises(TypeError, match="State has not all of"):
        replace(State(), number=2)  # type: ignore[call-arg]  # just this must not work


def test_a_value_that_checks_itself_checks_itself_again() -> None:
    effective = Effective.at_instant(MOMENT)
    with pytest.raises(ValueError, match="is no instant"):
        replace(effective, start=datetime(2026, 3, 2, tzinfo=UTC))

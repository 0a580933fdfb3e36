"""重算: finished once for each change, told once to each person."""

from dataclasses import fields
from typing import Any

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.calendar.recomputation import DIGEST, RECOMPUTATION
from tests.domain.approvals.samples import SAMPLES
from tests.domain.approvals.stories import LONG_AFTER, OFFICER, PARK, now
from tests.harness.given_when_then import Story, asking_again_changes_nothing

FINISHED, DIGESTED = SAMPLES["RecomputationFinished"], SAMPLES["RecomputationDigested"]
WHEN = now(LONG_AFTER.date())


def facts(event: said.Event) -> dict[str, Any]:
    return {field.name: getattr(event, field.name) for field in fields(event)}


FINISH = asked.FinishRecomputation(**WHEN, **facts(FINISHED))
SEND = asked.SendDigest(**WHEN, **facts(DIGESTED))


def test_a_recomputation_is_finished_once() -> None:
    Story(RECOMPUTATION).when(FINISH).then(FINISHED)  # type: ignore[arg-type]  # a sample of it
    asking_again_changes_nothing(RECOMPUTATION, (), FINISH)
    assert RECOMPUTATION.about(RECOMPUTATION.initial).project is None


def test_a_person_is_told_once() -> None:
    Story(DIGEST).when(SEND).then(DIGESTED)  # type: ignore[arg-type]  # a sample of it
    asking_again_changes_nothing(DIGEST, (), SEND)


def test_nobody_is_told_of_nothing() -> None:
    nothing = asked.SendDigest(**WHEN, **facts(DIGESTED) | {"deadlines": ()})
    Story(DIGEST).when(nothing).then_nothing()


def test_a_digest_is_its_reader_s_and_its_park_s() -> None:
    guarded = DIGEST.about(DIGEST.fold([DIGESTED])).guarded  # type: ignore[list-item]  # a sample of it
    assert guarded.park == PARK
    assert guarded.people == {OFFICER}
    assert DIGEST.about(DIGEST.initial).guarded.people == frozenset()

"""报送不一致: where our case says something else, since when, and until both say the same."""

from dataclasses import replace

from services.approvals.domain import events as said
from services.approvals.domain.commands import CaseCommand
from services.approvals.domain.events.report import (
    DisagreementEnded,
    DisagreementFound,
    ItemReported,
    ReportLinked,
)
from services.approvals.domain.exchange_codes import StateCode
from services.approvals.domain.plan import PLAN
from services.approvals.domain.reports.items import Mappings
from services.approvals.domain.reports.weighing import weigh
from services.approvals.domain.terms import Stage, Standing
from tests.domain.approvals.plan_words import opened, plan_after
from tests.domain.approvals.report_words import (
    World,
    case_of,
    names,
    push,
    reported,
    weighing,
)
from tests.domain.approvals.stories import (
    CASE_ID,
    OTHER_CASE,
    accept,
    day,
    grant,
    passed,
    receive,
    told,
)

GRANTED = push(StateCode.GRANTED, day(3), 2, "建字第2026-009号")
RECEIVED: list[CaseCommand] = [receive()]
EXAMINED: list[CaseCommand] = [receive(), accept(), passed(day(1))]
APPLIED = said.ItemAppliedFor(item_code="B02", case=CASE_ID, from_standing=Standing.NOT_APPLIED)


def fresh() -> World:
    return World(plan_after(opened()))


def ended(standing: Standing) -> said.ItemNotGranted:
    return said.ItemNotGranted(item_code="B02", case=CASE_ID, standing=standing)


def test_while_our_open_case_says_otherwise_nothing_moves_and_both_are_shown() -> None:
    world = fresh()
    world.move(case_of(*told(EXAMINED)), APPLIED)
    linked, found, noted = world.push(GRANTED)
    assert linked == ReportLinked(item_code="B02")
    assert found == DisagreementFound(
        case=CASE_ID,
        item_code="B02",
        since=day(3),
        own_stage=Stage.UNDER_EXAMINATION,
        state_code=StateCode.GRANTED,
    )
    assert isinstance(noted, ItemReported)
    assert (noted.to_standing, world.standing) == (None, Standing.IN_HANDLING)
    assert world.weigh() == []


def test_the_disagreement_ends_when_we_come_to_say_the_same() -> None:
    world = fresh()
    world.move(case_of(*told(EXAMINED)), APPLIED)
    world.push(GRANTED)
    assert world.disagrees
    granted = said.ItemGranted(
        item_code="B02", case=CASE_ID, standing=Standing.GRANTED, document_number="7号"
    )
    world.move(case_of(*told([*EXAMINED, grant(day(4))])), granted)
    assert not world.disagrees
    assert world.told[-1] == DisagreementEnded(
        case=CASE_ID,
        item_code="B02",
        since=day(3),
        own_stage=Stage.GRANTED,
        state_code=StateCode.GRANTED,
    )


def test_the_disagreement_ends_when_they_come_to_say_the_same() -> None:
    world = fresh()
    world.move(case_of(*told(RECEIVED)), APPLIED)
    world.push(push(StateCode.ACCEPTED, day(1)))
    assert world.disagrees
    world.push(push(StateCode.RECEIVED, day(1), 2))
    assert not world.disagrees


def test_since_when_they_differ_is_the_later_of_what_both_last_did() -> None:
    world = fresh()
    world.push(push(StateCode.RECEIVED, day(-9)))
    world.move(case_of(*told(EXAMINED)), APPLIED)
    found = world.told[-1]
    assert isinstance(found, DisagreementFound)
    assert found.since == day(1)


def test_moving_on_while_they_differ_is_no_second_disagreement() -> None:
    world = fresh()
    world.move(case_of(*told(RECEIVED)), APPLIED)
    world.push(push(StateCode.REFUSED, day(1)))
    world.move(case_of(*told(EXAMINED)))
    assert names(world.told).count("DisagreementFound") == 1


def test_an_item_that_hangs_on_another_case_by_now_ends_the_old_and_may_begin_a_new_one() -> None:
    world = fresh()
    world.move(case_of(*told(RECEIVED)), APPLIED)
    world.push(push(StateCode.REFUSED, day(1)))
    again = replace(APPLIED, case=OTHER_CASE, from_standing=Standing.WITHDRAWN)
    world.move(
        case_of(*told([receive(when=day(5))])),
        ended(Standing.WITHDRAWN),
        again,
        case_id=OTHER_CASE,
    )
    over, begun = world.told[-2:]
    assert isinstance(over, DisagreementEnded)
    assert (over.case, over.own_stage) == (CASE_ID, None)
    assert isinstance(begun, DisagreementFound)
    assert begun.case == OTHER_CASE


def test_what_was_decided_after_the_plan_hung_elsewhere_is_weighed_by_that() -> None:
    plan = PLAN.evolve(plan_after(opened()), APPLIED)
    decided = weigh(weighing(None), reported(GRANTED), plan, Mappings(), None)
    assert decided == []

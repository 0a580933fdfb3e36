"""报送不一致: where our case says something else, since when, and until both say the same."""

from dataclasses import replace

import pytest

from services.approvals.domain import events as said
from services.approvals.domain.commands import CaseCommand
from services.approvals.domain.events.report import (
    DisagreementEnded,
    DisagreementFound,
    ItemReported,
    ReportLinked,
)
from services.approvals.domain.exchange_codes import StateCode, WhyEnded
from services.approvals.domain.plan import PLAN
from services.approvals.domain.reports.disagreeing import Kind, kind_of
from services.approvals.domain.reports.exchange import agree
from services.approvals.domain.reports.weighing import weigh
from services.approvals.domain.terms import Stage, Standing
from shared.kernel.texts.exchange import DISAGREEMENTS
from tests.domain.approvals.plan_words import opened, plan_after
from tests.domain.approvals.report_words import (
    World,
    case_of,
    names,
    placing,
    push,
    reported,
    weighing,
)
from tests.domain.approvals.stories import (
    CASE_ID,
    MONDAY,
    OTHER_CASE,
    accept,
    ask_back,
    day,
    grant,
    passed,
    receive,
    told,
    withdraw,
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
    department = world.plan.entries["B02"].item.department
    assert linked == ReportLinked(item_code="B02", department=department)
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
        why=WhyEnded.SAME_SAID,
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
    assert over.why is WhyEnded.ITEM_ELSEWHERE
    assert isinstance(begun, DisagreementFound)
    assert begun.case == OTHER_CASE


def test_what_was_decided_after_the_plan_hung_elsewhere_is_weighed_by_that() -> None:
    plan = PLAN.evolve(plan_after(opened()), APPLIED)
    decided = weigh(weighing(None), reported(GRANTED), plan, placing(), None)
    assert decided == []


WITHDRAWN: list[CaseCommand] = [receive(), ask_back(day(1)), withdraw(day(2))]


def test_once_ours_is_withdrawn_what_goes_on_there_stays_a_disagreement_until_it_follows() -> None:
    world = fresh()
    world.move(case_of(*told(RECEIVED)), APPLIED)
    world.push(push(StateCode.RECEIVED, MONDAY))
    assert not world.disagrees
    world.move(case_of(*told(WITHDRAWN)), ended(Standing.WITHDRAWN))
    found = world.told[-1]
    assert isinstance(found, DisagreementFound)
    assert (found.since, found.own_stage) == (day(2), Stage.WITHDRAWN)
    world.push(push(StateCode.UNDER_EXAMINATION, day(6), 2))
    assert world.disagrees
    world.push(push(StateCode.WITHDRAWN_AT_THE_SOURCE, day(7), 3))
    assert not world.disagrees


def test_a_record_begun_after_ours_was_closed_is_about_another_application() -> None:
    world = fresh()
    world.move(case_of(*told(WITHDRAWN)), APPLIED, ended(Standing.WITHDRAWN))
    world.push(push(StateCode.RECEIVED, day(3)))
    assert not world.disagrees
    world.push(push(StateCode.GRANTED, day(8), 2, "建字第2026-009号"))
    assert not world.disagrees
    assert world.standing is Standing.GRANTED_AS_REPORTED


def test_a_record_that_turns_out_to_be_about_another_application_disagrees_no_more() -> None:
    world = fresh()
    world.move(case_of(*told(EXAMINED)), APPLIED)
    world.push(push(StateCode.RECEIVED, day(3)))
    assert world.disagrees
    world.move(case_of(*told(WITHDRAWN)), ended(Standing.WITHDRAWN))
    assert not world.disagrees
    over = world.told[-1]
    assert isinstance(over, DisagreementEnded)
    assert over.why is WhyEnded.ANOTHER_APPLICATION


@pytest.mark.parametrize("reason", ["terminated", "withdrawn"])
def test_when_the_project_ends_nobody_has_to_follow_any_more(reason: str) -> None:
    world = fresh()
    world.move(case_of(*told(EXAMINED)), APPLIED)
    world.push(GRANTED)
    world.move(case_of(*told(EXAMINED)), said.PlanClosed(reason=reason))
    assert world.told[-1] == DisagreementEnded(
        case=CASE_ID,
        item_code="B02",
        since=day(3),
        own_stage=Stage.UNDER_EXAMINATION,
        state_code=StateCode.GRANTED,
        why=WhyEnded.PROJECT_ENDED,
    )
    later = world.push(push(StateCode.REFUSED, day(9), 3))
    assert names(later) == ["ItemReported"]
    assert not world.disagrees


def test_of_an_ended_project_it_is_still_said_where_both_came_to_say_the_same() -> None:
    world = fresh()
    world.move(case_of(*told(EXAMINED)), APPLIED)
    world.push(push(StateCode.REFUSED, day(1)))
    world.plan = PLAN.evolve(world.plan, said.PlanClosed(reason="terminated"))
    world.push(push(StateCode.UNDER_EXAMINATION, day(2), 2))
    over = [one for one in world.told if isinstance(one, DisagreementEnded)]
    assert [one.why for one in over] == [WhyEnded.SAME_SAID]


def test_on_the_day_ours_was_closed_it_may_still_be_about_ours() -> None:
    world = fresh()
    world.move(case_of(*told(WITHDRAWN)), APPLIED, ended(Standing.WITHDRAWN))
    world.push(push(StateCode.RECEIVED, day(2)))
    assert world.disagrees


def test_an_older_version_that_comes_late_may_show_that_it_is_about_ours() -> None:
    world = fresh()
    world.move(case_of(*told(WITHDRAWN)), APPLIED, ended(Standing.WITHDRAWN))
    world.push(push(StateCode.UNDER_EXAMINATION, day(6), 5))
    assert not world.disagrees
    world.push(push(StateCode.RECEIVED, MONDAY, 1))
    assert world.disagrees


def test_what_was_decided_here_is_not_undone_by_a_record_begun_later() -> None:
    world = fresh()
    granted = said.ItemGranted(
        item_code="B02", case=CASE_ID, standing=Standing.GRANTED, document_number="7号"
    )
    world.move(case_of(*told([*EXAMINED, grant(day(4))])), APPLIED, granted)
    world.push(push(StateCode.REFUSED, day(9)))
    assert world.disagrees


@pytest.mark.parametrize(
    ("stage", "code", "kind"),
    [
        (Stage.RECEIVED, StateCode.ACCEPTED, Kind.STEPS_DIFFER),
        (Stage.WITHDRAWN, StateCode.ACCEPTED, Kind.CLOSED_HERE),
        (Stage.DECLINED, StateCode.WITHDRAWAL_REQUESTED, Kind.CLOSED_HERE),
        (Stage.GRANTED, StateCode.UNDER_EXAMINATION, Kind.DECIDED_HERE),
        (Stage.RETURNED, StateCode.RECEIVED, Kind.DECIDED_HERE),
        (Stage.ACCEPTED, StateCode.WITHDRAWN, Kind.CLOSED_THERE),
        (Stage.UNDER_EXAMINATION, StateCode.GRANTED, Kind.DECIDED_THERE),
        (Stage.GRANTED, StateCode.GRANTED_WITH_OMISSIONS, Kind.OUTCOMES_DIFFER),
        (Stage.WITHDRAWN, StateCode.GRANTED, Kind.OUTCOMES_DIFFER),
        (Stage.REFUSED, StateCode.WITHDRAWN, Kind.OUTCOMES_DIFFER),
    ],
)
def test_in_which_way_both_differ_says_who_has_to_follow(
    stage: Stage, code: StateCode, kind: Kind
) -> None:
    assert kind_of(stage, code) is kind


def test_every_difference_there_can_be_has_a_name() -> None:
    kinds = {
        kind_of(stage, code) for stage in Stage for code in StateCode if not agree(stage, code)
    }
    assert {kind.value for kind in kinds} == set(DISAGREEMENTS)

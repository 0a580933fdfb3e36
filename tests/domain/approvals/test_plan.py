"""审批计划: which items, how far each is, and what must come before what."""

from dataclasses import replace

import pytest

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.catalogue import (
    BASIC,
    Basis,
    Citation,
    Item,
    Need,
    NeedKind,
)
from services.approvals.domain.catalogue.composing import Composition, compose
from services.approvals.domain.plan import PLAN, about, require_prerequisites, stated
from services.approvals.domain.plan.state import Plan
from services.approvals.domain.terms import Standing
from shared.kernel.identifiers import AccountId, CaseId
from shared.kernel.rejected import Rejected
from tests.domain.approvals.stories import (
    CASE_ID,
    FILING,
    IMPACT,
    LEAD,
    LEADER,
    MONDAY,
    OFFICER,
    OTHER_CASE,
    PARK,
    PERMIT,
    PROJECT,
    SPECIALIST,
    day,
    on,
)
from tests.harness.given_when_then import Story, asking_again_changes_nothing

START, ISSUE = NeedKind.MAY_START, NeedKind.MAY_ISSUE


def composed(*items: Item) -> Composition:
    whole = compose(BASIC, "basic", {})
    return replace(whole, items=items) if items else whole


def open_plan(*items: Item) -> asked.OpenPlan:
    return asked.OpenPlan(
        **on(MONDAY),
        project=PROJECT,
        lead=LEAD,
        project_name="年产十万吨项目",
        park=PARK,
        specialist=SPECIALIST,
        composition=composed(*items),
    )


def apply(item: Item = FILING, case: CaseId = CASE_ID) -> asked.NoteApplication:
    return asked.NoteApplication(**on(day(1)), item_code=item.code, case=case)


def granted(item: Item = FILING, case: CaseId = CASE_ID) -> asked.NoteGrant:
    return asked.NoteGrant(
        **on(day(2)),
        item_code=item.code,
        case=case,
        standing=Standing.GRANTED,
        document_number="7号",
    )


def not_granted(standing: Standing = Standing.REFUSED) -> asked.NoteNoGrant:
    return asked.NoteNoGrant(**on(day(2)), item_code="A01", case=CASE_ID, standing=standing)


def lost() -> asked.NoteGrantLost:
    return asked.NoteGrantLost(
        **on(day(3)), item_code="A01", case=CASE_ID, standing=Standing.REVOKED
    )


def told(*commands: asked.PlanCommand) -> list[said.PlanEvent]:
    events: list[said.PlanEvent] = []
    for command in commands:
        events += PLAN.decide(command, PLAN.fold(events))
    return events


def after(*commands: asked.PlanCommand) -> Story[asked.PlanCommand, Plan, said.PlanEvent]:
    return Story(PLAN).given(*told(*commands))


def plan_after(*commands: asked.PlanCommand) -> Plan:
    return PLAN.fold(told(*commands))


def test_a_plan_opens_with_the_items_of_the_catalogue() -> None:
    plan = plan_after(open_plan())
    assert list(plan.entries) == ["A01", "A12", "B02"]
    assert {entry.standing for entry in plan.entries.values()} == {Standing.NOT_APPLIED}


def test_a_plan_opens_once() -> None:
    asking_again_changes_nothing(PLAN, (), open_plan())
    after(open_plan(FILING)).when(open_plan(PERMIT)).then_nothing()


def test_a_plan_belongs_to_its_park_its_people_and_its_departments() -> None:
    officer = asked.NoteOfficer(**on(day(1)), officer=OFFICER)
    leader = asked.NoteLeader(**on(day(1)), leader=LEADER)
    told_of = about(plan_after(open_plan(), officer, leader))
    assert (told_of.lead, told_of.project, told_of.guarded.park) == (LEAD, PROJECT, PARK)
    assert told_of.guarded.people == {SPECIALIST, OFFICER, LEADER}
    assert told_of.guarded.departments == {i.department for i in BASIC.items}


def test_another_officer_takes_the_place_of_the_first() -> None:
    first = asked.NoteOfficer(**on(day(1)), officer=OFFICER)
    second = asked.NoteOfficer(**on(day(2)), officer=AccountId("zhao"))
    assert told(open_plan(), first, second)[-1] == said.OfficerNoted(
        from_officer=OFFICER, to_officer=AccountId("zhao")
    )
    asking_again_changes_nothing(PLAN, told(open_plan()), first)
    leader = asked.NoteLeader(**on(day(1)), leader=LEADER)
    asking_again_changes_nothing(PLAN, told(open_plan()), leader)


@pytest.mark.parametrize(
    "command",
    [
        asked.NoteOfficer(**on(day(1)), officer=OFFICER),
        asked.NoteLeader(**on(day(1)), leader=LEADER),
        asked.ClosePlan(**on(day(1)), reason="withdrawn"),
        apply(),
        granted(),
        not_granted(),
        lost(),
    ],
)
def test_nothing_is_noted_in_a_plan_that_was_not_opened(command: asked.PlanCommand) -> None:
    Story(PLAN).when(command).then_rejected("plan-not-opened")


def test_an_item_is_applied_for_once_at_a_time() -> None:
    story = after(open_plan(), apply())
    story.when(apply(case=OTHER_CASE)).then_rejected("item-has-open-case", case_id=CASE_ID)
    asking_again_changes_nothing(PLAN, told(open_plan()), apply())


def test_what_is_granted_is_not_applied_for_again() -> None:
    story = after(open_plan(), apply(), granted())
    story.when(apply(case=OTHER_CASE)).then_rejected("item-already-granted", case_id=CASE_ID)


def test_what_was_not_granted_or_was_lost_is_applied_for_again() -> None:
    after(open_plan(), apply(), not_granted()).when(apply(case=OTHER_CASE)).then(
        said.ItemAppliedFor(item_code="A01", case=OTHER_CASE, from_standing=Standing.REFUSED)
    )
    plan = plan_after(open_plan(), apply(), granted(), lost(), apply(case=OTHER_CASE))
    assert plan.cases == (CASE_ID, OTHER_CASE)


def test_an_item_outside_the_plan_is_not_applied_for() -> None:
    after(open_plan(FILING)).when(apply(PERMIT)).then_rejected("item-not-in-plan")


def test_a_closed_plan_takes_no_more_applications() -> None:
    close = asked.ClosePlan(**on(day(1)), reason="terminated")
    after(open_plan(), close).when(apply()).then_rejected("plan-closed")
    asking_again_changes_nothing(PLAN, told(open_plan()), close)
    assert plan_after(open_plan(), apply(), close, granted()).entries["A01"].standing


def test_only_the_case_under_way_grants_and_only_a_grant_is_lost() -> None:
    story = after(open_plan(), apply())
    story.when(granted(case=OTHER_CASE)).then_rejected("item-not-of-this-case")
    story.when(lost()).then_rejected("item-not-of-this-case")
    after(open_plan()).when(not_granted()).then_rejected("item-not-of-this-case")


@pytest.mark.parametrize(
    ("past", "command"),
    [((apply(),), granted()), ((apply(),), not_granted()), ((apply(), granted()), lost())],
)
def test_noting_again_changes_nothing(
    past: tuple[asked.PlanCommand, ...], command: asked.PlanCommand
) -> None:
    asking_again_changes_nothing(PLAN, told(open_plan(), *past), command)


def test_a_lost_grant_names_its_number() -> None:
    event = told(open_plan(), apply(), granted(), lost())[-1]
    assert isinstance(event, said.ItemGrantLost)
    assert event.document_number == "7号"


def test_a_local_rule_warns_and_says_who_holds_what_is_missing() -> None:
    (missing,) = require_prerequisites(plan_after(open_plan()), "A12", START)
    assert (missing.item_code, missing.basis) == ("A01", Basis.LOCAL)
    assert stated(missing)["held_by"] == "development-reform"
    assert stated(missing)["stage"] == "not-applied"


def test_the_law_refuses_and_says_who_holds_what_is_missing() -> None:
    plan = plan_after(open_plan(), apply())
    with pytest.raises(Rejected) as refused:
        require_prerequisites(plan, "B02", ISSUE)
    assert refused.value.code == "prerequisites-missing"
    missing = refused.value.facts["missing"]
    assert isinstance(missing, list)
    (held,) = missing
    assert (held["item_code"], held["held_by"]) == ("A01", "development-reform")
    assert (held["stage"], held["case_id"]) == ("in-handling", CASE_ID)


def test_what_may_wait_until_the_issue_does_not_hold_up_the_beginning() -> None:
    assert require_prerequisites(plan_after(open_plan()), "B02", START) == ()


def test_a_practice_warns_at_the_issue() -> None:
    plan = plan_after(open_plan(), apply(), granted())
    assert [one.basis for one in require_prerequisites(plan, "B02", ISSUE)] == [Basis.PRACTICE]


def test_what_the_law_wants_at_the_beginning_it_wants_at_the_end() -> None:
    need = Need(
        item_code="A01",
        kind=START,
        basis=Basis.LAW,
        source=Citation(text="某法", verified=False),
    )
    plan = plan_after(open_plan(FILING, replace(PERMIT, needs=(need,))))
    for kind in (START, ISSUE):
        with pytest.raises(Rejected, match="prerequisites-missing"):
            require_prerequisites(plan, "B02", kind)


def test_an_item_that_is_not_in_the_plan_is_not_waited_for() -> None:
    plan = plan_after(open_plan(IMPACT))
    assert require_prerequisites(plan, "A12", START) == ()


@pytest.mark.parametrize("standing", [Standing.GRANTED, Standing.FILED, Standing.NOT_REQUIRED])
def test_a_grant_a_filing_and_a_finding_satisfy(standing: Standing) -> None:
    done = replace(granted(), standing=standing)
    assert require_prerequisites(plan_after(open_plan(), apply(), done), "A12", START) == ()

"""列项调整: answers, versions, exemptions and promises change what a plan waits for."""

from dataclasses import replace
from datetime import date

import pytest

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.catalogue import (
    BASIC,
    Answer,
    CatalogueVersion,
    DispensedBy,
    Milestone,
    NeedKind,
    OmissionRule,
)
from services.approvals.domain.catalogue.composing import Composition, Why, compose
from services.approvals.domain.plan import PLAN, require_prerequisites
from services.approvals.domain.plan_state import Plan
from services.approvals.domain.planning import (
    AnswerSituation,
    MoveToVersion,
    PlanProject,
    answer_situation,
    move_to_version,
    plan_project,
)
from services.approvals.domain.published_catalogues import Catalogues
from services.approvals.domain.terms import Standing
from shared.kernel.rejected import Rejected
from tests.domain.approvals.small_catalogue import LAW, SMALL, need
from tests.domain.approvals.stories import (
    CASE_ID,
    LEAD,
    LONG_AFTER,
    MONDAY,
    PARK,
    PROJECT,
    SPECIALIST,
    day,
    on,
)
from tests.harness.given_when_then import Story, asking_again_changes_nothing

INDUSTRIAL = "industrial-filing"
LATER = replace(SMALL, version="2026.10", effective_from=date(2026, 7, 1))
PUBLISHED = Catalogues(versions=(replace(SMALL, effective_until=date(2026, 7, 1)), LATER))
PROMISABLE = OmissionRule(days=BASIC.items[1].promised.days, source=LAW)  # type: ignore[union-attr]  # has one


def composed(catalogue: CatalogueVersion = SMALL, **answers: str) -> Composition:
    return compose(catalogue, INDUSTRIAL, answers)


def opened(composition: Composition | None = None) -> asked.OpenPlan:
    return asked.OpenPlan(
        **on(MONDAY),
        project=PROJECT,
        lead=LEAD,
        project_name="年产十万吨项目",
        park=PARK,
        specialist=SPECIALIST,
        composition=composition or composed(area="5000"),
    )


def recomposed(**answers: str) -> asked.RecomposePlan:
    return asked.RecomposePlan(**on(day(1)), composition=composed(SMALL, **answers))


def apply(code: str = "A12") -> asked.NoteApplication:
    return asked.NoteApplication(**on(day(1)), item_code=code, case=CASE_ID)


def dispense(
    code: str = "A12", ground: DispensedBy = DispensedBy.EXEMPTION
) -> asked.DispenseWithItem:
    return asked.DispenseWithItem(
        **on(day(1)),
        item_code=code,
        ground=ground,
        reason="属于豁免管理名录",
        authority="生态环境局",
        document="环豁〔2026〕1号",
    )


def lift(code: str = "A12") -> asked.LiftDispensation:
    return asked.LiftDispensation(**on(day(2)), item_code=code, reason="工艺变更")


def promise(needed: str = "A01", until: date = date(2027, 1, 1)) -> asked.PromisePrerequisite:
    return asked.PromisePrerequisite(**on(day(1)), item_code="B02", needed=needed, until=until)


def begun(milestone: Milestone = Milestone.COMMENCEMENT) -> asked.NoteMilestone:
    return asked.NoteMilestone(**on(day(2)), milestone=milestone, on=day(2))


def told(*commands: asked.PlanCommand) -> list[said.PlanEvent]:
    events: list[said.PlanEvent] = []
    for command in commands:
        events += PLAN.decide(command, PLAN.fold(events))
    return events


def plan_after(*commands: asked.PlanCommand) -> Plan:
    return PLAN.fold(told(*commands))


def after(*commands: asked.PlanCommand) -> Story[asked.PlanCommand, Plan, said.PlanEvent]:
    return Story(PLAN).given(*told(*commands))


def with_item(code: str, **changes: object) -> Composition:
    whole = composed(impact="form", area="5000")
    items = tuple(
        replace(item, **changes) if item.code == code else item  # type: ignore[arg-type]  # fields of Item
        for item in whole.items
    )
    return replace(whole, items=items)


def test_an_answer_takes_items_out_and_says_why() -> None:
    (event,) = PLAN.decide(recomposed(impact="form", area="100"), plan_after(opened()))
    assert isinstance(event, said.PlanRecomposed)
    assert {reason.item_code: reason.why for reason in event.diff.removed} == {
        "A11": Why.ANSWERS,
        "C05": Why.ANSWERS,
    }
    assert event.diff.added == ()
    assert list(PLAN.fold([*told(opened()), event]).entries) == ["A01", "A12", "B02"]


def test_an_answer_taken_back_brings_items_in_again() -> None:
    plan = plan_after(opened(), recomposed(impact="form", area="100"))
    (event,) = PLAN.decide(recomposed(impact="report", area="100"), plan)
    assert isinstance(event, said.PlanRecomposed)
    assert [reason.item_code for reason in event.diff.added] == ["A11"]
    # B02 no longer waits for A12, which is not in the plan now.
    assert [(one.item_code, one.fields) for one in event.diff.changed] == [("B02", ("needs",))]


def test_what_is_under_way_stays_whatever_the_answers_say() -> None:
    plan = plan_after(opened(), apply("A12"), recomposed(impact="report", area="100"))
    assert plan.entries["A12"].standing is Standing.IN_HANDLING
    reasons = {one.item_code: one.why for one in plan.composed.included}
    assert reasons["A12"] is Why.UNDER_WAY
    assert "A12" not in {one.item_code for one in plan.composed.left_out}


def test_what_stays_in_keeps_how_far_it_is() -> None:
    plan = plan_after(opened(), dispense(), recomposed(impact="form", area="5000"))
    assert plan.entries["A12"].standing is Standing.EXEMPTED


def test_the_same_answers_change_nothing() -> None:
    after(opened()).when(recomposed(area="5000")).then()
    asking_again_changes_nothing(PLAN, told(opened()), recomposed(impact="form"))


def test_a_plan_moves_to_another_version_with_the_difference() -> None:
    slower = replace(SMALL.items[-1], name="施工许可证（新）")
    catalogue = replace(LATER, items=(*SMALL.items[:-1], slower))
    plan = plan_after(opened(composed(impact="form", area="5000")))
    composition = composed(catalogue, impact="form", area="5000")
    moving = asked.MovePlan(**on(day(1)), composition=composition)
    (event,) = PLAN.decide(moving, plan)
    assert isinstance(event, said.PlanMoved)
    assert event.from_version == "2026.9"
    assert event.diff.changed == (
        said.ItemChange(item_code="C05", name="施工许可证（新）", fields=("name",)),
    )
    asking_again_changes_nothing(PLAN, told(opened()), moving)


def test_what_a_version_no_longer_lists_goes_out_and_says_so() -> None:
    catalogue = replace(LATER, items=SMALL.items[:-1], milestones=())
    plan = plan_after(opened(composed(impact="form", area="5000")))
    moving = asked.MovePlan(
        **on(day(1)), composition=composed(catalogue, impact="form", area="5000")
    )
    (event,) = PLAN.decide(moving, plan)
    assert isinstance(event, said.PlanMoved)
    assert [(one.item_code, one.why) for one in event.diff.removed] == [("C05", Why.NOT_LISTED)]


def test_an_exempted_item_is_as_good_as_granted() -> None:
    plan = plan_after(opened(composed(impact="form", area="5000")), dispense("A01"))
    assert plan.entries["A01"].standing is Standing.EXEMPTED
    assert "A01" not in {one.item_code for one in plan.missing("B02", NeedKind.MAY_ISSUE)}
    asking_again_changes_nothing(PLAN, told(opened()), dispense())


def test_an_area_assessment_covers_only_what_the_catalogue_says() -> None:
    ground = DispensedBy.AREA_ASSESSMENT
    after(opened()).when(dispense(ground=ground)).then_rejected("area-assessment-not-provided")
    covered = opened(with_item("A12", area_assessed=True))
    assert plan_after(covered, dispense(ground=ground)).entries["A12"].standing is (
        Standing.AREA_ASSESSED
    )


@pytest.mark.parametrize("ground", DispensedBy)
def test_a_dispensation_is_lifted_once(ground: DispensedBy) -> None:
    covered = opened(with_item("A12", area_assessed=True))
    plan = plan_after(covered, dispense(ground=ground), lift())
    assert plan.entries["A12"].standing is Standing.NOT_APPLIED
    with pytest.raises(Rejected, match="item-not-dispensed-with"):
        PLAN.decide(lift(), plan)


def test_what_is_under_way_is_not_dispensed_with() -> None:
    after(opened(), apply()).when(dispense()).then_rejected("item-has-open-case")


def test_nothing_is_dispensed_with_in_a_plan_that_goes_no_further() -> None:
    closing = asked.ClosePlan(**on(day(1)), reason="terminated")
    after(opened(), closing).when(dispense()).then_rejected("plan-closed")
    after().when(dispense()).then_rejected("plan-not-opened")
    after(opened(), closing).when(recomposed()).then_rejected("plan-closed")


def test_a_promise_lets_an_item_begin_but_not_be_issued() -> None:
    by_law = (need("A01", NeedKind.MAY_START),)
    plan = plan_after(opened(with_item("B02", omission=PROMISABLE, needs=by_law)), promise())
    assert require_prerequisites(plan, "B02", NeedKind.MAY_START) == ()
    with pytest.raises(Rejected, match="prerequisites-missing"):
        require_prerequisites(plan, "B02", NeedKind.MAY_ISSUE)


def test_a_promise_is_given_once_for_what_is_needed_and_may_be_late() -> None:
    promisable = opened(with_item("B02", omission=PROMISABLE))
    asking_again_changes_nothing(PLAN, told(promisable), promise())
    after(promisable).when(promise("C05")).then_rejected("prerequisite-not-needed")
    after(opened()).when(promise()).then_rejected("omission-not-provided")
    too_late = promise(until=date(2026, 3, 1))
    after(promisable).when(too_late).then_rejected("expected-before-start")


def test_a_milestone_is_noted_whatever_should_have_come_first() -> None:
    plan = plan_after(opened(composed(impact="form", area="5000")), begun())
    assert plan.reached == {"commencement": day(2)}
    assert [one.item_code for one in plan.missing_before(Milestone.COMMENCEMENT)] == ["C05", "A12"]
    assert plan.missing_before(Milestone.PRODUCTION) == ()
    asking_again_changes_nothing(PLAN, told(opened()), begun())


def test_an_item_may_wait_for_a_milestone_that_nobody_holds() -> None:
    waiting = opened(with_item("C05", needs=(need("commencement"),)))
    (missing,) = plan_after(waiting).missing("C05", NeedKind.MAY_ISSUE)
    assert (missing.name, missing.held_by, missing.standing) == (
        "开工",
        None,
        Standing.NOT_REACHED,
    )
    assert plan_after(waiting, begun()).missing("C05", NeedKind.MAY_ISSUE) == ()


def test_one_of_several_alternatives_is_enough() -> None:
    waiting = opened(with_item("C05", needs=(need("A01", NeedKind.MAY_ISSUE, "A12"),)))
    assert len(plan_after(waiting).missing("C05", NeedKind.MAY_ISSUE)) == 1
    assert plan_after(waiting, dispense("A12")).missing("C05", NeedKind.MAY_ISSUE) == ()


def test_a_variant_is_another_way_to_the_same_item() -> None:
    plan = plan_after(opened(composed(impact="form")), apply("A12-C"))
    assert plan.way("A12-C").code == "A12-C"
    assert plan.way("B02").code == "B02"
    assert plan.entries["A12"].standing is Standing.IN_HANDLING
    with pytest.raises(Rejected, match="item-not-in-plan"):
        plan.way("A13")


def test_what_was_never_opened_has_no_composition() -> None:
    with pytest.raises(Rejected, match="plan-not-opened"):
        Plan().way("A01")


def planned(catalogues: Catalogues = PUBLISHED) -> Plan:
    command = PlanProject(
        **on(MONDAY),
        project=PROJECT,
        lead=LEAD,
        project_name="年产十万吨项目",
        park=PARK,
        specialist=SPECIALIST,
    )
    return PLAN.fold(event for _, event in plan_project(command, PLAN.initial, catalogues))


def test_a_plan_is_opened_by_the_version_of_the_day() -> None:
    assert LONG_AFTER.date() > LATER.effective_from
    plan = planned()
    assert plan.composed.catalogue_version == "2026.10"
    assert list(plan.entries) == ["A01", "A12", "B02"]


def test_a_plan_is_answered_by_the_version_it_stands_under() -> None:
    under_old = planned(Catalogues(versions=(SMALL,)))
    answers = (Answer(question="impact", answer="report"), Answer(question="area", answer="9"))
    command = AnswerSituation(**on(day(1)), template=INDUSTRIAL, answers=answers)
    ((index, event),) = answer_situation(command, under_old, PUBLISHED)
    assert (index, type(event)) == (0, said.PlanRecomposed)
    assert isinstance(event, said.PlanRecomposed)
    assert event.composition.catalogue_version == "2026.9"
    assert [item.code for item in event.composition.items] == ["A01", "A11", "B02"]


def answered_under_old() -> Plan:
    under_old = planned(Catalogues(versions=(SMALL,)))
    command = AnswerSituation(
        **on(day(1)),
        template=INDUSTRIAL,
        answers=(Answer(question="impact", answer="report"), Answer(question="area", answer="9")),
    )
    events = [event for _, event in answer_situation(command, under_old, PUBLISHED)]
    plan = under_old
    for event in events:
        plan = PLAN.evolve(plan, event)
    return plan


def test_a_plan_that_moves_takes_its_answers_along() -> None:
    plan = answered_under_old()
    ((_, event),) = move_to_version(MoveToVersion(**on(day(2)), version="2026.10"), plan, PUBLISHED)
    assert isinstance(event, said.PlanMoved)
    assert event.composition.answers == plan.composed.answers
    assert event.diff == said.PlanDiff(added=(), removed=(), changed=())


def test_a_plan_that_moves_may_be_answered_anew() -> None:
    command = MoveToVersion(**on(day(2)), version="2026.10", template="open", answers=())
    ((_, event),) = move_to_version(command, answered_under_old(), PUBLISHED)
    assert isinstance(event, said.PlanMoved)
    assert (event.composition.template, event.composition.answers) == ("open", ())


def test_a_question_no_longer_asked_is_not_taken_along() -> None:
    fewer = replace(
        LATER,
        questions=SMALL.questions[1:],
        items=tuple(replace(item, applies=SMALL.items[4].applies) for item in SMALL.items),
    )
    command = MoveToVersion(**on(day(2)), version="2026.10")
    published = replace(PUBLISHED, versions=(PUBLISHED.versions[0], fewer))
    ((_, event),) = move_to_version(command, answered_under_old(), published)
    assert isinstance(event, said.PlanMoved)
    assert [one.question for one in event.composition.answers] == ["area", "track"]


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (MoveToVersion(**on(day(2)), version="2030.1"), "catalogue-version-unknown"),
        (MoveToVersion(**on(day(2)), version="2026.10", template="none"), "template-unknown"),
    ],
)
def test_a_plan_does_not_move_to_what_is_not_there(command: MoveToVersion, code: str) -> None:
    with pytest.raises(Rejected, match=code):
        move_to_version(command, answered_under_old(), PUBLISHED)


def test_the_first_form_of_an_opened_plan_is_lifted() -> None:
    plain = {
        "project": PROJECT,
        "catalogue_version": "2026.1",
        "items": [{"code": "A", "name": "甲"}],
    }
    lifted = said.UPCASTS["PlanOpened", 1](plain)
    assert lifted["project"] == PROJECT
    assert lifted["composition"]["included"] == [
        {"item_code": "A", "name": "甲", "why": "template"}
    ]

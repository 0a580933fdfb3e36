"""列项调整: answers and versions change what a plan consists of."""

from dataclasses import replace

import pytest

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.catalogue import (
    Answer,
)
from services.approvals.domain.catalogue.composing import Why
from services.approvals.domain.plan import PLAN
from services.approvals.domain.plan.planning import (
    AnswerSituation,
    MoveToVersion,
    PlanProject,
    answer_situation,
    move_to_version,
    plan_project,
)
from services.approvals.domain.plan.state import Plan
from services.approvals.domain.published_catalogues import Catalogues
from services.approvals.domain.terms import Standing
from shared.kernel.rejected import Rejected
from tests.domain.approvals.plan_words import (
    INDUSTRIAL,
    LATER,
    PUBLISHED,
    after,
    apply,
    composed,
    dispense,
    opened,
    plan_after,
    recomposed,
    told,
)
from tests.domain.approvals.small_catalogue import SMALL
from tests.domain.approvals.stories import (
    LEAD,
    LONG_AFTER,
    MONDAY,
    PARK,
    PROJECT,
    SPECIALIST,
    day,
    on,
)
from tests.harness.given_when_then import asking_again_changes_nothing


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

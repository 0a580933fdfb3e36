"""一表申报: several items of one stage become cases at once, or none does."""

from dataclasses import replace
from typing import Any

import pytest

from services.approvals.domain import events as said
from services.approvals.domain import together
from services.approvals.domain.calendar.working_calendar import CalendarState
from services.approvals.domain.case.state import Case
from services.approvals.domain.catalogue import Completes, Item, Mode, StageOf
from services.approvals.domain.plan.state import Plan
from services.approvals.domain.terms import Stage
from services.approvals.domain.together import several
from services.approvals.domain.together.application import APPLICATION, Application, complete
from shared.kernel.identifiers import CaseId
from shared.kernel.rejected import Rejected
from tests.domain.approvals.stories import (
    CALENDAR,
    CASE_ID,
    FILING,
    IMPACT,
    MONDAY,
    OTHER_CASE,
    PERMIT,
    PROJECT,
    on,
)
from tests.domain.approvals.test_plan import open_plan, plan_after

KNOWN = CalendarState(calendar=CALENDAR, version=4)
BESIDE = replace(IMPACT, stage=FILING.stage)


def form(*items: Item) -> several.ApplyForSeveral:
    cases = (CASE_ID, OTHER_CASE)
    return several.ApplyForSeveral(
        **on(MONDAY),
        project=PROJECT,
        items=tuple(
            together.Apply(
                **on(MONDAY), project=PROJECT, item_code=item.code, case=case, materials=()
            )
            for item, case in zip(items, cases, strict=False)
        ),
    )


def asked_of(plan: Plan, *items: Item) -> together.Indexed:
    cases = [Case() for _ in items]
    return several.apply_for_several(form(*items), Application(), cases, plan, KNOWN)


def made(events: together.Indexed) -> said.ApplicationMade:
    event = events[0][1]
    assert isinstance(event, said.ApplicationMade)
    return event


def test_every_item_becomes_a_case_of_one_append() -> None:
    events = asked_of(plan_after(open_plan(FILING, BESIDE, PERMIT)), FILING, BESIDE)
    assert [(index, type(event).__name__) for index, event in events] == [
        (0, "ApplicationMade"),
        (1, "CaseReceived"),
        (3, "ItemAppliedFor"),
        (2, "CaseReceived"),
        (3, "ItemAppliedFor"),
    ]
    form_made = made(events)
    assert [(one.item_code, one.case) for one in form_made.items] == [
        ("A01", CASE_ID),
        ("A12", OTHER_CASE),
    ]
    assert (form_made.stage, form_made.completes) == ("1", Completes.ALL)


def test_a_form_is_for_one_stage_and_names_an_item_once() -> None:
    plan = plan_after(open_plan(FILING, PERMIT))
    with pytest.raises(Rejected, match="items-of-several-stages"):
        asked_of(plan, FILING, PERMIT)
    with pytest.raises(Rejected, match="item-applied-for-twice"):
        asked_of(plan, FILING, FILING)
    with pytest.raises(Rejected, match="item-not-in-plan"):
        asked_of(plan, FILING, IMPACT)


def test_one_that_is_refused_takes_all_with_it() -> None:
    committed = replace(BESIDE, mode=Mode.COMMITMENT)
    with pytest.raises(Rejected, match="commitment"):
        asked_of(plan_after(open_plan(FILING, committed)), FILING, committed)


def test_a_stage_is_done_by_all_or_by_any() -> None:
    form_made = made(asked_of(plan_after(open_plan(FILING, BESIDE)), FILING, BESIDE))
    first: dict[CaseId, Stage | None] = {CASE_ID: Stage.FILED, OTHER_CASE: Stage.ACCEPTED}
    assert not complete(form_made, first)
    assert complete(form_made, {**first, OTHER_CASE: Stage.GRANTED_WITH_OMISSIONS})
    assert complete(replace(form_made, completes=Completes.ANY), first)
    assert not complete(replace(form_made, completes=Completes.ANY), {})


def test_the_plan_says_by_which_of_them_and_which_items_its_stage_has() -> None:
    plan = plan_after(open_plan(FILING, BESIDE, PERMIT))
    any_of = StageOf(
        code="1",
        name="立项",
        lead=FILING.department,
        completes=Completes.ANY,
        items=(PERMIT.code,),
    )
    of_template = replace(plan, composition=replace(plan.composed, stages=(any_of,)))
    form_made = made(asked_of(of_template, FILING, PERMIT))
    assert (form_made.stage, form_made.completes) == ("1", Completes.ANY)


def test_it_is_kept_once_and_guarded_by_those_it_asks() -> None:
    form_made = made(asked_of(plan_after(open_plan(FILING, BESIDE)), FILING, BESIDE))
    kept = APPLICATION.fold([form_made])
    guarded = APPLICATION.about(kept).guarded
    assert guarded.departments == {FILING.department, IMPACT.department}
    assert APPLICATION.about(APPLICATION.initial).project is None
    again: Any = several.apply_for_several(
        form(FILING), kept, [Case()], plan_after(open_plan(FILING)), KNOWN
    )
    assert [index for index, _ in again] == [1, 2]

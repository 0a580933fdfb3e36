"""联合验收: what the works are accepted by is asked for on one form, once they are complete."""

from dataclasses import replace
from functools import reduce
from typing import Any

import pytest

from services.approvals.domain.case import CASE
from services.approvals.domain.case.state import Case
from services.approvals.domain.commands.joint import (
    ConcludeJointApplication,
    NoteJointApplication,
)
from services.approvals.domain.events import ApplicationMade
from services.approvals.domain.plan import PLAN
from services.approvals.domain.plan.state import Plan
from services.approvals.domain.terms import Standing
from services.approvals.domain.together import jointly
from services.approvals.domain.together.application import Application, complete
from shared.kernel.identifiers import CaseId
from shared.kernel.rejected import Rejected
from tests.domain.approvals import stories
from tests.domain.approvals.catalogue_stories.situations import project
from tests.domain.approvals.catalogue_stories.ways import concluded, done, way_of
from tests.domain.approvals.catalogue_stories.works import (
    KNOWN,
    SHIPPED,
    Works,
    applied,
    later,
    noted,
    planned,
    reached,
)
from tests.domain.approvals.stories import PROJECT, on

(ACCEPTANCE,) = SHIPPED.joint
FORM = "0198f1c2-0000-7000-8000-00000000ffff"
ON_THE_FORM = {
    "type-1-approval": "D02a D09 D13 D14 D15",
    "type-2-approval": "D02b D09 D14 D15",
    "type-6-filing": "D02a D09 D14 D15",
    "type-10-filing": "D02b",
    "leased": "D02a",
    "allocated": "D02b D09 D13 D14 D15",
    "chemical": "D02a D09 D14 D15",
}


def on_one_form(works: Works) -> tuple[Works, ApplicationMade]:
    """Ask for all that the joint application is for and the plan has."""
    codes = jointly.parts_to_apply_for(works.plan, ACCEPTANCE.code)
    numbers = [CaseId(f"0198f1c2-0000-7000-8000-0000000001{n:02x}") for n in range(len(codes))]
    form = jointly.ApplyJointly(
        **on(works.today),
        project=PROJECT,
        joint=ACCEPTANCE.code,
        application=FORM,
        cases=tuple(numbers),
        materials=("联合验收申请表",),
    )
    empty = [Case() for _ in codes]
    events: list[Any] = jointly.apply_jointly(form, Application(), empty, works.plan, KNOWN)
    _, made = events[0]
    assert isinstance(made, ApplicationMade)
    cases = {
        case: reduce(CASE.evolve, [event for at, event in events if at == n], Case())
        for n, case in enumerate(numbers, start=1)
    }
    of_plan = [event for at, event in events if at == len(codes) + 1]
    plan = reduce(PLAN.evolve, of_plan, works.plan)
    return replace(works, plan=plan, cases={**works.cases, **cases}), made


def concluding(works: Works, number: str = "联验〔2026〕1号") -> ConcludeJointApplication:
    return ConcludeJointApplication(
        **on(works.today), joint="D01", document_number=number, conclusion="各项验收均已通过"
    )


@pytest.mark.parametrize("template", ON_THE_FORM)
def test_the_works_are_accepted_on_one_form_and_put_on_file_after(template: str) -> None:
    works = planned(project(template))
    with pytest.raises(Rejected, match="prerequisites-missing"):
        on_one_form(works)
    works, made = on_one_form(reached(works, "completion"))
    assert [one.item_code for one in made.items] == ON_THE_FORM[template].split()
    assert made.stage == "4"
    for one in made.items:
        assert works.entry(one.item_code).standing is Standing.IN_HANDLING
        with pytest.raises(Rejected, match="joint-parts-outstanding") as caught:
            noted(works, concluding(works))
        assert one.item_code in str(caught.value.facts["missing"])
        assert not complete(made, {case: works.cases[case].progress for case in works.cases})
        works = done(works, one.item_code, *way_of(works.item(one.item_code)))
    assert complete(made, {case: works.cases[case].progress for case in works.cases})
    works = noted(works, concluding(works))
    assert works.plan.joint["D01"].conclusion == "各项验收均已通过"
    if "D03" in works.plan.entries:
        assert concluded(works, "D03").warnings("D03") == []


def test_what_is_accepted_jointly_the_filing_of_the_works_waits_for() -> None:
    filing = SHIPPED.item("D03")
    assert filing is not None
    assert {code for need in filing.needs for code in need.any_of} == set(ACCEPTANCE.items)


def complete_works() -> Works:
    return reached(planned(project("type-6-filing")), "completion")


def test_what_is_under_way_already_is_not_asked_for_again() -> None:
    works = applied(complete_works(), "D09")
    works, made = on_one_form(works)
    assert [one.item_code for one in made.items] == ["D02a", "D14", "D15"]
    with pytest.raises(Rejected, match="joint-already-applied-for"):
        on_one_form(replace(works, plan=with_form(works.plan, "another")))
    for code in ACCEPTANCE.items:
        if code in works.plan.entries:
            works = done(works, code, *way_of(works.item(code)))
    # All parts are there, on whichever form they came.
    works = noted(works, concluding(works))
    assert noted(works, concluding(works)).plan == works.plan
    with pytest.raises(Rejected, match="joint-already-concluded"):
        noted(works, concluding(works, "联验〔2026〕2号"))
    with pytest.raises(Rejected, match="joint-nothing-to-apply-for"):
        on_one_form(replace(works, plan=with_form(works.plan, "another")))


def test_a_part_that_is_lost_after_the_conclusion_is_asked_for_jointly_again() -> None:
    works, made = on_one_form(complete_works())
    for one in made.items:
        works = done(works, one.item_code, *way_of(works.item(one.item_code)))
    works = done(later(noted(works, concluding(works))), "D09", stories.revoke)
    again, made = on_one_form(replace(works, plan=with_form(works.plan, "the first")))
    assert [one.item_code for one in made.items] == ["D09"]
    assert not again.plan.joint["D01"].concluded


def test_a_form_that_finds_other_parts_than_it_was_made_for_is_refused() -> None:
    works = complete_works()
    form = jointly.ApplyJointly(
        **on(works.today), project=PROJECT, joint="D01", application=FORM, cases=()
    )
    with pytest.raises(Rejected, match="joint-parts-changed"):
        jointly.apply_jointly(form, Application(), [], works.plan, KNOWN)


def test_what_was_not_asked_for_jointly_is_not_concluded_so() -> None:
    works = complete_works()
    with pytest.raises(Rejected, match="joint-not-applied-for"):
        noted(works, concluding(works))
    with pytest.raises(Rejected, match="joint-not-in-plan"):
        noted(planned(project("basic")), concluding(works))


def test_the_form_of_a_plan_is_noted_once() -> None:
    works, _ = on_one_form(complete_works())
    again = NoteJointApplication(**on(works.today), joint="D01", application=FORM)
    assert PLAN.decide(again, works.plan) == []
    form = jointly.ApplyJointly(
        **on(works.today), project=PROJECT, joint="D01", application=FORM, cases=()
    )
    assert jointly.apply_jointly(form, Application(), [], works.plan, KNOWN) == []


def with_form(plan: Plan, application: str) -> Plan:
    """Return the plan as if its joint application had come on another form."""
    joint = replace(plan.joint["D01"], application=application)
    return replace(plan, joint={"D01": joint})

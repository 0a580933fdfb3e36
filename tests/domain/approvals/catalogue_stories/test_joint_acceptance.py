"""联合验收: what the works are accepted by is asked for on one form, once they are complete."""

from dataclasses import replace
from functools import reduce
from typing import Any

import pytest

from services.approvals.domain import together
from services.approvals.domain.case import CASE
from services.approvals.domain.case.state import Case
from services.approvals.domain.events import ApplicationMade
from services.approvals.domain.plan import PLAN
from services.approvals.domain.terms import Standing
from services.approvals.domain.together import several
from services.approvals.domain.together.application import Application, complete
from shared.kernel.identifiers import CaseId
from shared.kernel.rejected import Rejected
from tests.domain.approvals.catalogue_stories.situations import project
from tests.domain.approvals.catalogue_stories.ways import concluded, done, way_of
from tests.domain.approvals.catalogue_stories.works import (
    KNOWN,
    SHIPPED,
    Works,
    planned,
    reached,
)
from tests.domain.approvals.stories import PROJECT, on

(ACCEPTANCE,) = SHIPPED.joint
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
    codes = [code for code in ACCEPTANCE.items if code in works.plan.entries]
    numbers = [CaseId(f"0198f1c2-0000-7000-8000-0000000001{n:02x}") for n in range(len(codes))]
    form = several.ApplyForSeveral(
        **on(works.today),
        project=PROJECT,
        items=tuple(
            together.Apply(
                **on(works.today), project=PROJECT, item_code=code, case=case, materials=()
            )
            for code, case in zip(codes, numbers, strict=True)
        ),
    )
    empty = [Case() for _ in codes]
    events: list[Any] = several.apply_for_several(form, Application(), empty, works.plan, KNOWN)
    _, made = events[0]
    assert isinstance(made, ApplicationMade)
    cases = {
        case: reduce(CASE.evolve, [event for at, event in events if at == n], Case())
        for n, case in enumerate(numbers, start=1)
    }
    of_plan = [event for at, event in events if at == len(codes) + 1]
    return replace(works, plan=reduce(PLAN.evolve, of_plan, works.plan), cases=cases), made


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
        assert not complete(made, {case: works.cases[case].progress for case in works.cases})
        works = done(works, one.item_code, *way_of(works.item(one.item_code)))
    assert complete(made, {case: works.cases[case].progress for case in works.cases})
    if "D03" in works.plan.entries:
        assert concluded(works, "D03").warnings("D03") == []


def test_what_is_accepted_jointly_the_filing_of_the_works_waits_for() -> None:
    filing = SHIPPED.item("D03")
    assert filing is not None
    assert {code for need in filing.needs for code in need.any_of} == set(ACCEPTANCE.items)

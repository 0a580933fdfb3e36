"""Each template with a project of its own: what it lists, and the way to the works and beyond."""

import pytest

from services.approvals.domain.catalogue import Basis, Milestone, NeedKind
from services.approvals.domain.outlook import Look, ahead_of
from services.approvals.domain.scheduling import Schedule, schedule
from services.approvals.domain.scheduling.terms import Wait
from tests.domain.approvals.catalogue_stories.listed import LISTED, listed
from tests.domain.approvals.catalogue_stories.situations import PROJECTS, project
from tests.domain.approvals.catalogue_stories.ways import concluded
from tests.domain.approvals.catalogue_stories.works import (
    MILESTONES,
    SHIPPED,
    Works,
    in_order,
    needs_of,
    planned,
    reached,
)
from tests.domain.approvals.stories import CALENDAR, MONDAY

TEMPLATES = [template.code for template in SHIPPED.templates]

# What decides when ground is broken, if everything takes as long as is promised, and in how many
# working days.
CHAINS = {
    "basic": ("A01 A12", 8),
    "type-1-approval": ("P00 A03 A04 A08 B01 A05 C03 C05", 32),
    "type-2-approval": ("P00 A03 A04 A11", 33),
    "type-3-filing": ("A23 A07 A08 B01 B02 C02 C05", 28),
    "type-3-verification": ("P00 A06 A02 A11", 41),
    "type-4-filing": ("A23 A07 A08 B01 B02 C05", 21),
    "type-5-filing": ("A23 A07 A08 B01 B02 C05", 21),
    "type-5-verification": ("P00 A02 A08 B01 B02 C02 C05", 30),
    "type-6-filing": ("P01 P00 A06 A10 A07 A08 B01 B02 C02 C05", 39),
    "type-6-verification": ("P00 A06 A02 A19 A10 A07 A08 B01 B02 C02 C05", 64),
    "type-7-approval": ("P00 A03 A04 A11", 33),
    "type-7-verification": ("P00 A06 A02 A11", 41),
    "type-8-approval": ("P00 A03 A04 A11", 33),
    "type-8-verification": ("P00 A06 A02 A11", 41),
    "type-9-verification": ("P00 A21 C07", 41),
    "type-9-filing": ("A23 A07 A08 C05", 14),
    "type-10-approval": ("P00 A03 A04 A05 C03 C05", 25),
    "type-10-verification": ("P00 A06 A02 A19 A10 A07 A08 C05", 50),
    "type-10-filing": ("P00 A01 A14", 9),
    "start-on-land": ("A23 A07 A09 B01 B02 C02 C05", 26),
    "leased": ("P01 P00 A01 A12", 9),
    "allocated": ("P00 A03 A04 A08 B01 A05 C03 C05", 32),
    "chemical": ("P00 A21 C07", 41),
    "area-assessed": ("A23 A07 A08 B01 B02 C05", 21),
    "standard-land": ("A23 A07 A08 B01 B02 C05", 21),
    "six-stages": ("A23 A07 A08 B01 B02 C05-P", 21),
    "four-steps": ("A23 A07 A08 B01 B02 C05", 21),
    "two-stages": ("P00 A06 A02 A11", 41),
    "documents-enterprise": ("P00 A21 C07", 41),
    "documents-government": ("P00 A03 A04 A08 B01 A05 C03 C05", 32),
    "six-steps-2013": ("P01 P00 A04 A02 A23 A07 A09 B01 B02 C05", 64),
}

# Without what ground is not broken.
WAITED = {
    "basic": "A01 A12 B02",
    "type-1-approval": "C05 A12 A14 A15a A16 A20b C09d",
    "type-2-approval": "C05 A11 A15a A17 A19 A16 A20d C09a C09b C09c C09d",
    "type-3-filing": "C05 A15b C09d",
    "type-3-verification": "C05 A11 A14 A15a A16",
    "type-4-filing": "C05",
    "type-5-filing": "C05 A12 A15b",
    "type-5-verification": "C05 A12 A14 A15b",
    "type-6-filing": "C05 A12 A14 A15a A22 A26",
    "type-6-verification": "C05 A11 A14 A15a A19 C08a A16 A20a A20c A22 A24",
    "type-7-approval": "A11 A15a A17 C01 C03 A16 A20a A20b A20c A20d A25b A25c C09a",
    "type-7-verification": "A11 A14 A15a C01 C03 A16 C09a",
    "type-8-approval": "A11 A15a A17 A19 C01 C03 A16 A20b A20c",
    "type-8-verification": "A11 A15a A17 C01 C03 A16",
    "type-9-verification": "C05 A11 A14 A15a C07 C08a A16 A22 A25c",
    "type-9-filing": "C05 A15b",
    "type-10-approval": "C05 A25a",
    "type-10-verification": "C05 A12 A15a A19",
    "type-10-filing": "A14",
    "start-on-land": "C05 A12 A15b",
    "leased": "A12 A14 C02",
    "allocated": "C05 A12 A15b",
    "chemical": "C05 A11 A14 A15a C07 C08a A16 A22",
    "area-assessed": "C05 A12 A15a A17 A20a A20b A20c A20d",
    "standard-land": "C05 A12 A15b",
    "six-stages": "C05-P A12 A15b",
    "four-steps": "C05 A12 A14 A15b",
    "two-stages": "C05 A11 A15b A16",
    "documents-enterprise": "C05 A11 A15b C07 A16 A24 A25b",
    "documents-government": "C05 A12 A14 A15b",
    "six-steps-2013": "C05",
}


def scheduled(works: Works, target: Milestone = Milestone.COMMENCEMENT) -> Schedule:
    look = Look(target=target, today=MONDAY, calendar=CALENDAR)
    return schedule(ahead_of(works.plan, works.cases, look))


def run_up_to(works: Works, milestone: Milestone) -> Works:
    """Bring about all that can be before a milestone, in the order of the plan, and reach it."""
    barred = waiting(works)
    for code in in_order(works):
        if code not in barred and not works.has(code):
            works = concluded(works, code)
            assert works.warnings(code) == []
    assert works.plan.missing_before(milestone) == ()
    return reached(works, milestone.value)


def waiting(works: Works) -> set[str]:
    """Return the milestones that are not reached, and all that waits for one, or for that."""
    found = {milestone for milestone in MILESTONES if not works.has(milestone)}
    for code in in_order(works):
        if any(found & set(need.any_of) for need in needs_of(works)[code]):
            found.add(code)
    return found


def test_every_template_has_a_project() -> None:
    assert list(PROJECTS) == list(LISTED) == list(CHAINS) == list(WAITED) == TEMPLATES


@pytest.mark.parametrize("template", TEMPLATES)
def test_its_project_needs_these_items_and_no_others(template: str) -> None:
    composed = planned(project(template)).plan.composed
    assert composed.unanswered == ()
    assert sorted(item.code for item in composed.items) == sorted(listed(template))
    told = [*composed.included, *composed.left_out]
    plain = [item.code for item in SHIPPED.items if item.variant_of is None]
    assert sorted(reason.item_code for reason in told) == sorted(plain)


@pytest.mark.parametrize("template", TEMPLATES)
def test_nothing_in_it_waits_for_itself_or_for_what_is_not_there(template: str) -> None:
    works = planned(project(template))
    there = set(listed(template)) | MILESTONES
    assert set(in_order(works)) == there
    for needs in needs_of(works).values():
        for need in needs:
            assert set(need.any_of) <= there


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_chain_of_items_decides_when_its_ground_is_broken(template: str) -> None:
    works = planned(project(template))
    found = scheduled(works)
    codes, days = CHAINS[template]
    assert found.chain_codes == (*codes.split(), "commencement")
    assert found.days == days
    first = found.chain[0]
    assert first.waits == Wait()
    assert needs_of(works)[first.task.code] == ()
    for before, link in zip(found.chain, found.chain[1:], strict=False):
        needs = needs_of(works)[link.task.code]
        assert any(before.task.code in need.any_of for need in needs)


@pytest.mark.parametrize("template", TEMPLATES)
def test_its_items_one_after_the_other_lead_to_production(template: str) -> None:
    works = planned(project(template))
    for milestone in Milestone:
        works = run_up_to(works, milestone)
    assert [code for code in works.plan.entries if not works.has(code)] == []
    assert set(works.plan.reached) == MILESTONES
    assert len(works.cases) == len(listed(template))


@pytest.mark.parametrize(("template", "waited"), WAITED.items())
def test_its_ground_waits_for_what_the_law_wants(template: str, waited: str) -> None:
    works = planned(project(template))
    missing = works.plan.missing_before(Milestone.COMMENCEMENT)
    assert sorted(one.item_code for one in missing) == sorted(waited.split())
    assert {one.kind for one in missing} == {NeedKind.MAY_COMMENCE}
    enough = {need.item_code: need.any_of for need in needs_of(works)["commencement"]}
    by_law = {code for one in missing if one.basis is Basis.LAW for code in enough[one.item_code]}
    entries = works.plan.entries.values()
    assert {entry.item.code for entry in entries if entry.item.gates_commencement} == by_law


@pytest.mark.parametrize("template", TEMPLATES)
def test_nothing_is_produced_before_the_works_are_complete(template: str) -> None:
    works = planned(project(template))
    begun, complete, tried, produced = (scheduled(works, one).days for one in Milestone)
    assert begun <= complete <= min(tried, produced)

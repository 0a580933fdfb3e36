"""What is particular to a template: land in advance, none at all, allocated, chemical, assessed."""

import pytest

from services.approvals.domain.catalogue import Basis, DispensedBy, Milestone, NeedKind
from services.approvals.domain.outlook import Look, ahead_of
from services.approvals.domain.scheduling import Schedule, schedule
from services.approvals.domain.terms import Standing
from shared.kernel.rejected import Rejected
from tests.domain.approvals import stories
from tests.domain.approvals.catalogue_stories.situations import (
    PROJECTS,
    Answers,
    Situation,
    like_modest,
    project,
)
from tests.domain.approvals.catalogue_stories.ways import (
    concluded,
    done,
    ready,
    settled,
    way_of,
)
from tests.domain.approvals.catalogue_stories.works import (
    Works,
    applied,
    later,
    needs_of,
    noted,
    planned,
    reached,
)
from tests.domain.approvals.plan_words import dispense
from tests.domain.approvals.stories import CALENDAR, MONDAY

COMMENCEMENT = Milestone.COMMENCEMENT
LAND = {"A06", "A07", "A08", "A09", "A10", "A19", "A23", "A27", "K04", "K06", "D15"}


def scheduled(works: Works) -> Schedule:
    look = Look(target=Milestone.COMMENCEMENT, today=MONDAY, calendar=CALENDAR)
    return schedule(ahead_of(works.plan, works.cases, look))


def missing(works: Works, milestone: Milestone = Milestone.COMMENCEMENT) -> set[str]:
    return {one.item_code for one in works.plan.missing_before(milestone)}


def before(works: Works, code: str) -> set[str]:
    """Return all that an item waits for, and what that waits for."""
    direct = {one for need in needs_of(works)[code] for one in need.any_of}
    return direct.union(*(before(works, one) for one in direct))


# 拿地即开工


def test_drawings_are_begun_before_the_land_is_sold_and_issued_with_its_certificate() -> None:
    works = settled(planned(project("start-on-land")), "A23")
    for code in ("B01", "C01"):
        works = applied(works, code)
        assert works.warnings(code) == []
    works = done(works, "B01", stories.accept, stories.passed)
    early = done(works, "B01", stories.grant)
    assert early.warnings("B01") == ["A09"]
    works = settled(settled(works, "A01"), "A09")
    works = done(works, "B01", stories.grant)
    assert (works.warnings("B01"), works.has("B01")) == ([], True)
    works = concluded(works, "B02")
    assert done(works, "C01", *way_of(works.item("C01"))).warnings("C01") == []


def test_the_planning_permit_never_comes_before_the_land() -> None:
    works = settled(settled(planned(project("start-on-land")), "A01"), "A23")
    works = done(applied(works, "B01"), "B01", stories.accept, stories.passed, stories.grant)
    works = done(applied(works, "B02"), "B02", stories.accept, stories.passed)
    with pytest.raises(Rejected, match="prerequisites-missing"):
        done(works, "B02", stories.grant)
    works = settled(works, "A09")
    assert done(works, "B02", stories.grant).has("B02")


def test_what_ran_ahead_issues_on_the_day_of_the_land() -> None:
    quiet = {**PROJECTS["start-on-land"], "special-works": "no"}
    works = planned(Situation(template="start-on-land", answers=quiet))
    usual = planned(Situation(template="type-6-filing", answers=quiet))
    found = scheduled(works)
    assert found.chain_codes == ("A23", "A07", "A09", "B01", "B02", "C05", "commencement")
    adds = {link.task.code: link.adds for link in found.chain}
    assert {adds[code] for code in ("B01", "B02", "C05", "commencement")} == {0}
    assert found.days == 19
    assert scheduled(usual).days == 21


# 租赁厂房


def test_a_lease_asks_for_no_land_and_below_the_limit_for_no_permit_to_build() -> None:
    works = planned(project("leased"))
    assert not set(works.plan.entries) & LAND
    assert not {code for code in works.plan.entries if code.startswith("B")}
    assert not {"C03", "C04", "C05", "D03"} & set(works.plan.entries)
    assert before(works, "A12") == {"P01", "P00", "A01"}
    works = settled(settled(works, "A12"), "A14")
    # Nothing else would ask for the drawings of a special building where no permit is needed.
    assert {(one.item_code, one.basis) for one in works.plan.missing_before(COMMENCEMENT)} == {
        ("C02", Basis.PRACTICE)
    }


@pytest.mark.parametrize(
    ("answers", "more"),
    [
        ({"investment": "900", "floor-area": "6000"}, {"C04", "K05", "C05", "D03"}),
        (
            {"construction": "extension"},
            {"B01", "B02", "C01", "D08", "D09", "D14"},
        ),
    ],
)
def test_a_lease_that_builds_asks_for_what_building_needs(answers: Answers, more: set[str]) -> None:
    plain = set(planned(project("leased")).plan.entries)
    situation = Situation(template="leased", answers={**PROJECTS["leased"], **answers})
    works = planned(situation)
    assert set(works.plan.entries) - plain == more
    assert plain <= set(works.plan.entries)
    assert not set(works.plan.entries) & LAND


# 划拨


def test_allocated_land_goes_by_an_opinion_a_permit_and_a_decision_and_no_auction() -> None:
    works = planned(project("allocated"))
    assert not {"A07", "A23", "K04"} & set(works.plan.entries)
    assert before(works, "A09") == {"P00", "A03", "A06", "A04", "A08", "A27"}
    works = ready(works, "A09")
    order = [one.item.code for one in works.cases.values() if one.item]
    assert order == ["P00", "A03", "A06", "A04", "A08", "A27"]
    works = concluded(works, "A09")
    assert works.warnings("A27") == works.warnings("A09") == []


def test_farmland_is_converted_before_it_is_allocated() -> None:
    farmland = {**PROJECTS["allocated"], "farmland": "yes"}
    works = settled(planned(Situation(template="allocated", answers=farmland)), "A08")
    works = done(applied(works, "A27"), "A27", stories.accept, stories.passed)
    with pytest.raises(Rejected, match="prerequisites-missing"):
        done(works, "A27", stories.grant)
    assert done(settled(works, "A10"), "A27", stories.grant).warnings("A27") == []


# 化工


def test_chemical_works_have_their_safety_examined_twice_before_ground_is_broken() -> None:
    works = planned(project("chemical"))
    with pytest.raises(Rejected, match="prerequisites-missing"):
        applied(works, "C07")
    assert {"C07", "C08a", "A11"} <= missing(works)
    works = concluded(works, "A21")
    works = concluded(works, "C07")
    assert works.warnings("C07") == []
    assert "C07" not in missing(works)
    assert scheduled(works).days < scheduled(planned(project("chemical"))).days


def test_chemical_works_are_warned_of_a_planning_permit_without_their_assessments() -> None:
    works = planned(project("chemical"))
    for code in ("A01", "B01"):
        works = settled(works, code)
    assert concluded(works, "B02").warnings("B02") == ["A11", "A21"]
    works = settled(settled(works, "A11"), "A21")
    assert concluded(works, "B02").warnings("B02") == []


def test_chemical_works_may_try_before_they_are_accepted_but_produce_only_after() -> None:
    works = reached(settled(planned(project("chemical")), "D06a"), "completion")
    assert missing(works, Milestone.TRIAL_PRODUCTION) == set()
    assert {"D02a", "D04", "D05", "D07a", "D07b", "D07c", "A18"} <= missing(
        works, Milestone.PRODUCTION
    )


# 区域评估


def test_an_assessed_area_answers_for_its_projects() -> None:
    works = planned(project("area-assessed"))
    assessed = {code for code, one in works.plan.entries.items() if one.item.area_assessed}
    assert assessed == {"A15a", "A17", "A20a", "A20b", "A20c", "A20d"}
    assert {"A15a", "A17"} <= missing(works)
    for code in sorted(assessed):
        works = noted(works, dispense(code, DispensedBy.AREA_ASSESSMENT))
        assert works.entry(code).standing is Standing.AREA_ASSESSED
    assert missing(works) == {"C05", "A12"}
    works = reached(works, "completion")
    assert concluded(works, "D05").warnings("D05") == []
    for code in ("A12", "C05"):
        with pytest.raises(Rejected, match="area-assessment-not-provided"):
            noted(works, dispense(code, DispensedBy.AREA_ASSESSMENT))


# 标准地


def test_standard_land_is_sold_with_its_indicators_and_clear() -> None:
    works = settled(planned(project("standard-land")), "A23")
    assert applied(works, "A07").warnings("A07") == ["K04", "K06"]
    works = concluded(concluded(works, "K04"), "K06")
    assert concluded(works, "A07").warnings("A07") == []
    plain = like_modest()
    elsewhere = planned(Situation(template="type-6-filing", answers=plain))
    assert "K06" not in elsewhere.plan.entries


# 六步流程

STEPS = (
    {"P01"},
    {"P00"},
    {"A04", "A06", "A20b", "A12", "A14"},
    {"A02"},
    {"A23"},
    {"A07"},
    {"A09"},
    {"B01"},
    {"B02"},
    {"C05"},
)


def test_the_six_steps_of_old_are_taken_one_after_the_other() -> None:
    works, left = planned(project("six-steps-2013")), [*STEPS]
    while left:
        step, *left = left
        for code in set().union(*left):
            assert works.plan.missing(code, NeedKind.MAY_START), code
        for code in sorted(step):
            assert works.plan.missing(code, NeedKind.MAY_START) == ()
            works = later(concluded(works, code))
    assert missing(works) == set()
    assert all(works.has(code) for code in works.plan.entries)

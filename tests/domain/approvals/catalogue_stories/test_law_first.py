"""What the law wants first is refused without, with who holds it; what others want is a warning."""

from collections.abc import Mapping

import pytest

from services.approvals.domain.catalogue import Basis, DispensedBy, NeedKind
from shared.kernel.rejected import Rejected
from tests.domain.approvals import stories
from tests.domain.approvals.catalogue_stories.rows import ROWS, opened, row
from tests.domain.approvals.catalogue_stories.situations import GOVERNMENT, VERIFIED, Situation
from tests.domain.approvals.catalogue_stories.ways import done, settled, way_of
from tests.domain.approvals.catalogue_stories.works import (
    MILESTONES,
    SHIPPED,
    Works,
    applied,
    later,
    noted,
    planned,
    reached,
)
from tests.domain.approvals.plan_words import dispense

# Before it begins: what is missing and who holds it; a milestone of the works is held by nobody.
BEFORE_BEGINNING: Mapping[str, Mapping[str, str | None]] = {
    "A01": {"P00": "development-reform"},
    "A02": {"P00": "development-reform", "A06": "natural-resources"},
    "A04": {"A03": "development-reform"},
    "A05": {"A04": "development-reform"},
    "A07": {"A23": "natural-resources", "A10": "natural-resources"},
    "A09": {"A07": "trading-centre"},
    "C03": {"A01": "development-reform"},
    "C07": {"A21": "emergency"},
    "D02a": {"completion": None},
    "D02b": {"completion": None},
    "D04": {"A11": "ecology"},
    "D05": {"A15a": "water"},
}
_PLANNING = {"A01": "development-reform", "B01": "natural-resources", "A08": "natural-resources"}
_BUILDING = {
    "A08": "natural-resources",
    "B02": "natural-resources",
    "C01": "drawing-review",
    "C03": "trading-centre",
    "C04": "quality-safety",
    "C02": "housing",
    "K05": "enterprise",
}
# Before it is issued, though it may have begun.
BEFORE_ISSUE: Mapping[str, Mapping[str, str | None]] = {
    "A04": {"A03": "development-reform", "A14": "development-reform"},
    "A08": {"A01": "development-reform", "A07": "trading-centre"},
    "A27": {"A10": "natural-resources"},
    **dict.fromkeys(("B02", "B02-C"), _PLANNING),
    **dict.fromkeys(("C05", "C05-C"), _BUILDING),
    # The drawings of the piles are all that is examined for the piles.
    "C05-P": {code: held for code, held in _BUILDING.items() if code not in {"C01", "C02"}},
    "D06a": {"A11": "ecology"},
    "D06b": {"A12": "ecology"},
    "D06c": {"A12": "ecology"},
}
WARNED = [
    item.code
    for item in SHIPPED.items
    if item.needs
    and not any(n.basis is Basis.LAW and n.kind is NeedKind.MAY_START for n in item.needs)
]


def missing(refusal: Rejected) -> dict[str, str | None]:
    stated = refusal.facts["missing"]
    assert isinstance(stated, list)
    assert {one["basis"] for one in stated} == {"law"}
    return {one["item_code"]: one["held_by"] for one in stated}


def without(works: Works, codes: Mapping[str, str | None]) -> Works:
    """Do without these items, and reach these milestones."""
    for code in codes:
        if code in MILESTONES:
            works = reached(works, code)
        elif not works.has(code):
            works = noted(works, dispense(code, DispensedBy.EXEMPTION))
    return works


def test_these_are_all_that_the_law_makes_wait() -> None:
    by_law = {
        (item.code, need.kind)
        for item in SHIPPED.items
        for need in item.needs
        if need.basis is Basis.LAW
    }
    begin = {(code, NeedKind.MAY_START) for code in BEFORE_BEGINNING}
    issue = {(code, NeedKind.MAY_ISSUE) for code in BEFORE_ISSUE if row(code).variant_of is None}
    assert by_law == begin | issue


@pytest.mark.parametrize("code", BEFORE_BEGINNING)
def test_it_does_not_begin_before_what_the_law_wants(code: str) -> None:
    works, expected = opened(code), BEFORE_BEGINNING[code]
    with pytest.raises(Rejected, match="prerequisites-missing") as caught:
        applied(works, code)
    assert missing(caught.value) == expected
    for one in expected:
        with pytest.raises(Rejected, match="prerequisites-missing") as caught:
            applied(without(works, {c: h for c, h in expected.items() if c != one}), code)
        assert missing(caught.value) == {one: expected[one]}
    begun = applied(without(works, expected), code)
    assert begun.case(code).stage is not None


@pytest.mark.parametrize("code", BEFORE_ISSUE)
def test_it_begins_but_is_not_issued_before_what_the_law_wants(code: str) -> None:
    expected = BEFORE_ISSUE[code]
    works = without(opened(code), BEFORE_BEGINNING.get(code, {}))
    works = applied(works, code)
    *before, last = way_of(works.item(code))
    works = done(works, code, *before)
    left = {one: holder for one, holder in expected.items() if not works.has(one)}
    with pytest.raises(Rejected, match="prerequisites-missing") as caught:
        done(works, code, last)
    assert missing(caught.value) == left
    assert done(without(works, left), code, last).has(code)


def test_without_a_grant_of_land_the_planning_permit_waits_for_the_opinion_on_its_site() -> None:
    works = done(applied(planned(GOVERNMENT), "A08"), "A08", stories.accept, stories.passed)
    with pytest.raises(Rejected, match="prerequisites-missing") as caught:
        done(works, "A08", stories.grant)
    assert missing(caught.value) == {"A04": "development-reform", "A06": "natural-resources"}
    works = settled(works, "A04")
    assert works.has("A06")
    assert done(works, "A08", stories.grant).has("A08")


@pytest.mark.parametrize(
    ("situation", "document"), [(GOVERNMENT, "A05"), (VERIFIED, "A02"), (ROWS["C03"], "A01")]
)
def test_tenders_wait_for_the_document_of_their_track(situation: Situation, document: str) -> None:
    works = planned(situation)
    with pytest.raises(Rejected, match="prerequisites-missing") as caught:
        applied(works, "C03")
    assert set(missing(caught.value)) == {document}
    assert applied(settled(works, document), "C03").case("C03").stage is not None


@pytest.mark.parametrize("code", WARNED)
def test_what_others_would_have_first_is_a_warning(code: str) -> None:
    works = applied(opened(code), code)
    begins = [need for need in works.item(code).needs if need.kind is NeedKind.MAY_START]
    assert works.warnings(code) == [need.item_code for need in begins]
    assert all(need.basis is not Basis.LAW for need in begins)


@pytest.mark.parametrize(
    ("code", "needed"),
    [
        *[("A04", "A14"), ("B02", "B01"), ("C05", "B02"), ("C05-P", "C04")],
        *[("D06a", "A11"), ("D06b", "A12"), ("D06c", "A12")],
    ],
)
def test_what_is_lost_is_missing_again(code: str, needed: str) -> None:
    works = without(opened(code), BEFORE_BEGINNING.get(code, {}))
    works = applied(later(settled(works, needed)), code)
    *before, last = way_of(works.item(code))
    lost = done(done(works, code, *before), needed, stories.revoke)
    with pytest.raises(Rejected, match="prerequisites-missing") as caught:
        done(lost, code, last)
    assert needed in missing(caught.value)

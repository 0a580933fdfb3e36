"""What comes before what in the shipped catalogue: nothing idles, and nothing is claimed unread."""

import pytest

from services.approvals.catalogue.shipped import shipped_catalogue
from services.approvals.domain.catalogue import Basis, ItemKind, Milestone, NeedKind
from tests.domain.approvals.catalogue_stories.situations import PROJECTS, project
from tests.domain.approvals.catalogue_stories.works import needs_of, planned
from tests.domain.approvals.test_shipped_catalogue import VARIANTS, item

SHIPPED = shipped_catalogue()

# All prerequisites that somebody has read; every other one is shown as 未核实.
READ_NEEDS = {
    "A01": "P00",
    "A02": "P00",
    "A04": "A14",
    "A19": "A01",
    **dict.fromkeys(
        ["A20a", "A20b", "A20c", "A20d", "A21", "A22", "A25a", "A25b", "A25c", "A26"], "P00"
    ),
    "B02": "A11 A21",
    "B03": "B01 A01",
    "C04": "C01 C03",
    "C05": "A08 B02 C01 C03 C04 C02 K05",
    "C05-P": "A08 B02 C03 C04 K05",
    "commencement": "C05 C05-P A14",
    "completion": "C05",
    "documents-enterprise:B02": "A11 A21",
    "documents-government:B02": "A11 A21",
}


def test_only_prerequisites_that_were_read_count_as_verified() -> None:
    wired = {one.code: one.needs for one in SHIPPED.items}
    wired |= {one.milestone.value: one.needs for one in SHIPPED.milestones}
    for template in SHIPPED.templates:
        wired |= {f"{template.code}:{one.item_code}": one.needs for one in template.rewired}
    read = {
        code: {need.item_code for need in needs if need.source.verified}
        for code, needs in wired.items()
    }
    assert {code: found for code, found in read.items() if found} == {
        code: set(found.split()) for code, found in READ_NEEDS.items()
    }


def test_what_gates_commencement_is_what_the_law_makes_it_wait_for() -> None:
    (commencement,) = [m for m in SHIPPED.milestones if m.milestone is Milestone.COMMENCEMENT]
    by_law = {
        code
        for need in commencement.needs
        if need.kind is NeedKind.MAY_COMMENCE and need.basis is Basis.LAW
        for code in need.any_of
    }
    gating = {one.code for one in SHIPPED.items if one.gates_commencement}
    assert gating == by_law | {code for code, base in VARIANTS.items() if base in by_law}


def test_an_item_is_waited_for_or_says_why_nothing_waits() -> None:
    wired = [one.needs for one in SHIPPED.items] + [one.needs for one in SHIPPED.milestones]
    awaited = {code for needs in wired for need in needs for code in need.any_of}
    plain = [one for one in SHIPPED.items if one.variant_of is None]
    last = {one.code for one in plain if one.code not in awaited}
    assert last == {one.code for one in plain if one.last_because} == {"D08"}
    # What nothing waits for at least waits itself.
    assert all(item(code).needs for code in last)


def test_whatever_has_nothing_before_it_is_where_a_project_begins() -> None:
    first = {one.code for one in SHIPPED.items if not one.needs and one.variant_of is None}
    utilities = {"C06a", "C06b", "C06c", "C06d", "C06e", "C06f"}
    offices = {"C08a", "C09a", "C09b", "C09c", "C09d", "D10"}
    conditions = {one.code for one in SHIPPED.items if one.kind is ItemKind.CONDITION}
    assert first == {"P01", "A23"} | utilities | offices | conditions


@pytest.mark.parametrize("template", PROJECTS)
def test_in_no_plan_does_an_item_stand_beside_all_others(template: str) -> None:
    needs = needs_of(planned(project(template)))
    awaited = {code for each in needs.values() for need in each for code in need.any_of}
    assert [code for code, each in needs.items() if not each and code not in awaited] == []

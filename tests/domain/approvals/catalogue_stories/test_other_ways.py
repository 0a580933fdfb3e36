"""The other ways to what an item brings: on a commitment. And what goes first with the piles."""

import pytest

from services.approvals.domain import together
from services.approvals.domain.case.state import Case
from services.approvals.domain.catalogue import ItemKind, Milestone, Mode
from services.approvals.domain.events import RevocationProposed
from services.approvals.domain.terms import ClockKind, Commitment, Stage, Standing
from shared.kernel.rejected import Rejected
from shared.kernel.working_days import add_working_days
from tests.domain.approvals import shelf, stories
from tests.domain.approvals.catalogue_stories.rows import ROWS, opened, prepared, row
from tests.domain.approvals.catalogue_stories.situations import project
from tests.domain.approvals.catalogue_stories.ways import concluded, done, settled
from tests.domain.approvals.catalogue_stories.works import (
    KNOWN,
    Works,
    applied,
    later,
    planned,
    reached,
)
from tests.domain.approvals.stories import CALENDAR, CASE_ID, PROJECT, on

COMMITTED = [code for code in ROWS if row(code).mode is Mode.COMMITMENT]
LICENSED = [code for code in COMMITTED if row(code).kind is ItemKind.LICENCE]
VARIANTS = [code for code in ROWS if row(code).variant_of is not None]


def test_these_are_granted_on_a_commitment() -> None:
    assert sorted(COMMITTED) == ["A12-C", "A14-C", "A15b", "B02-C", "C01-C", "C05-C"]
    assert sorted(set(COMMITTED) - set(VARIANTS)) == ["A15b"]


@pytest.mark.parametrize("code", COMMITTED)
def test_it_is_not_applied_for_without_a_commitment(code: str) -> None:
    works = prepared(code)
    bare = together.Apply(
        **on(works.today), project=PROJECT, item_code=code, case=CASE_ID, materials=("申请表",)
    )
    with pytest.raises(Rejected, match="commitment-missing"):
        together.apply(bare, Case(), works.plan, KNOWN)


@pytest.mark.parametrize("code", LICENSED)
def test_it_is_granted_at_once_and_checked_afterwards(code: str) -> None:
    works = applied(prepared(code), code)
    assert (works.case(code).stage, works.case(code).commitment) == (
        Stage.RECEIVED,
        Commitment.MADE,
    )
    works = done(works, code, stories.grant)
    assert works.has(code)
    rule, check = row(code).commitment, works.case(code).deadline(ClockKind.COMMITMENT_CHECK)
    assert rule is not None
    assert check is not None
    assert check.due is not None
    assert check.due.day == add_working_days(CALENDAR, works.today, rule.check_days)
    kept = done(later(works), code, shelf.kept)
    assert (kept.case(code).commitment, kept.has(code)) == (Commitment.KEPT, True)
    assert kept.case(code).deadline(ClockKind.COMMITMENT_CHECK) is None


def test_drawings_are_passed_on_a_commitment_and_checked_afterwards() -> None:
    works = concluded(prepared("C01-C"), "C01-C")
    assert (works.case("C01").commitment, works.has("C01")) == (Commitment.MADE, True)
    kept = done(works, "C01-C", shelf.kept)
    assert (kept.case("C01").commitment, kept.has("C01")) == (Commitment.KEPT, True)
    with pytest.raises(Rejected, match="act-not-of-this-kind"):
        done(applied(prepared("C01"), "C01"), "C01", stories.grant)


@pytest.mark.parametrize("code", LICENSED)
def test_a_broken_commitment_is_for_the_authority_to_act_on(code: str) -> None:
    works = later(done(applied(prepared(code), code), code, stories.grant))
    broken = done(works, code, shelf.broken)
    assert (broken.case(code).commitment, broken.has(code)) == (Commitment.BROKEN, True)
    assert isinstance(broken.case(code).last, RevocationProposed)
    revoked = done(later(broken), code, stories.revoke)
    assert (revoked.entry(code).standing, revoked.has(code)) == (Standing.REVOKED, False)


@pytest.mark.parametrize("code", VARIANTS)
def test_another_way_leads_to_the_same_entry_and_needs_the_same(code: str) -> None:
    base = row(code).variant_of
    assert base is not None
    works = opened(code)
    assert works.entry(code) == works.entry(base)
    assert works.item(code).needs == works.item(base).needs
    assert works.item(code).gates_commencement is works.item(base).gates_commencement
    assert works.item(code).ref != works.item(base).ref


@pytest.mark.parametrize("code", VARIANTS)
def test_one_way_closes_the_other(code: str) -> None:
    base = row(code).variant_of
    assert base is not None
    works = applied(prepared(code), code)
    with pytest.raises(Rejected, match="item-has-open-case"):
        applied(works, base)
    works = concluded(prepared(code), code)
    assert works.has(base)
    with pytest.raises(Rejected, match="item-already-granted"):
        applied(works, base)


def gated_by(works: Works, milestone: Milestone) -> set[str]:
    permits = {"C05", "C05-P"}
    return permits & {one.item_code for one in works.plan.missing_before(milestone)}


def test_piles_go_first_and_the_permit_for_all_else_is_still_needed() -> None:
    works = prepared("C05-P")
    assert gated_by(works, Milestone.COMMENCEMENT) == {"C05-P"}
    with pytest.raises(Rejected, match="commitment-not-provided"):
        done(applied(works, "C05-P"), "C05-P", shelf.commit)
    works = concluded(works, "C05-P")
    assert gated_by(works, Milestone.COMMENCEMENT) == set()
    # Ground may be broken for the piles; the works are not completed without the other permit.
    assert (works.has("C05-P"), works.has("C05")) == (True, False)
    works = reached(works, "commencement")
    assert gated_by(works, Milestone.COMPLETION) == {"C05"}
    works = settled(works, "C05")
    assert gated_by(works, Milestone.COMPLETION) == set()


def test_where_the_permit_for_all_is_there_first_the_piles_need_none_of_their_own() -> None:
    works = settled(planned(project("six-stages")), "C05")
    assert not works.has("C05-P")
    assert gated_by(works, Milestone.COMMENCEMENT) == gated_by(works, Milestone.COMPLETION) == set()


def test_where_no_piles_go_first_there_is_one_permit() -> None:
    works = planned(project("type-6-filing"))
    assert "C05-P" not in works.plan.entries
    assert gated_by(works, Milestone.COMMENCEMENT) == {"C05"}
    assert gated_by(works, Milestone.COMPLETION) == set()


@pytest.mark.parametrize(
    ("template", "ways"),
    [
        ("type-3-filing", ["C01-C", "C05-C"]),
        ("type-4-filing", ["B02-C", "C05-C"]),
        ("type-6-filing", ["A12-C", "A14-C", "B02-C", "C01-C", "C05-C"]),
        ("six-stages", ["A12-C", "B02-C", "C01-C", "C05-C"]),
        ("type-8-verification", ["C01-C"]),
        ("leased", ["A12-C", "A14-C"]),
        ("basic", ["A12-C", "B02-C"]),
    ],
)
def test_a_project_has_the_other_ways_of_its_type(template: str, ways: list[str]) -> None:
    composed = planned(project(template)).plan.composed
    assert [item.code for item in composed.variants] == ways

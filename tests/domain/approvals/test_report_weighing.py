"""报送比对: an authority's fact is a fact, unless our own open case says otherwise."""

from dataclasses import replace

import pytest

from services.approvals.domain import events as said
from services.approvals.domain.catalogue import NeedKind
from services.approvals.domain.commands import CaseCommand, NoteApplication
from services.approvals.domain.events.report import (
    ItemReported,
    ReportLinked,
)
from services.approvals.domain.exchange_codes import StateCode
from services.approvals.domain.plan import PLAN
from services.approvals.domain.plan.recomposing import in_force
from services.approvals.domain.plan.record import evolve_plan_record
from services.approvals.domain.plan.reported import standing_by
from services.approvals.domain.plan.state import Plan
from services.approvals.domain.reports.weighing import item_of, weigh
from services.approvals.domain.terms import Standing
from shared.kernel.identifiers import DepartmentId, stream_key
from shared.kernel.recorded import fold_record
from shared.kernel.rejected import Rejected
from tests.domain.approvals.plan_words import PUBLISHED, dispense, opened, plan_after, recomposed
from tests.domain.approvals.report_words import (
    RECORD,
    REPORT_ID,
    World,
    case_of,
    names,
    placing,
    push,
    reported,
    weighing,
)
from tests.domain.approvals.stories import (
    CASE_ID,
    MONDAY,
    PROJECT,
    accept,
    day,
    grant,
    on,
    passed,
    receive,
    recorded,
    refuse,
    revoke,
    told,
    withdraw,
)
from tests.domain.approvals.stories import ask_back as ask_for_withdrawal

GRANTED = push(StateCode.GRANTED, day(3), 2, "建字第2026-009号")
DECIDES = DepartmentId("natural-resources")
RECEIVED: list[CaseCommand] = [receive()]
EXAMINED: list[CaseCommand] = [receive(), accept(), passed(day(1))]
APPLIED = said.ItemAppliedFor(item_code="B02", case=CASE_ID, from_standing=Standing.NOT_APPLIED)


def fresh() -> World:
    return World(plan_after(opened()))


def ended(standing: Standing) -> said.ItemNotGranted:
    return said.ItemNotGranted(item_code="B02", case=CASE_ID, standing=standing)


def test_without_a_case_of_ours_a_reported_grant_satisfies_the_item_as_reported() -> None:
    world = fresh()
    linked, noted = world.push(GRANTED)
    assert linked == ReportLinked(item_code="B02", department=DECIDES)
    assert isinstance(noted, ItemReported)
    assert (noted.from_standing, noted.to_standing) == (
        Standing.NOT_APPLIED,
        Standing.GRANTED_AS_REPORTED,
    )
    assert noted.stands_as == f"report-{REPORT_ID}.2"
    entry = world.plan.entries["B02"]
    assert (entry.standing, entry.case) == (Standing.GRANTED_AS_REPORTED, None)
    assert entry.document_number == "建字第2026-009号"
    assert entry.under_way
    assert not world.disagrees


def test_what_waits_for_the_item_waits_no_longer() -> None:
    world = fresh()
    assert [one.item_code for one in world.plan.missing("C05", NeedKind.MAY_ISSUE)] == ["B02"]
    world.push(GRANTED)
    assert world.plan.missing("C05", NeedKind.MAY_ISSUE) == ()


def test_a_state_short_of_a_grant_is_noted_and_moves_nothing() -> None:
    world = fresh()
    world.push(push(StateCode.UNDER_EXAMINATION, day(2)))
    (known,) = world.plan.reported["B02"]
    assert (known.state_code, known.stands_as) == (StateCode.UNDER_EXAMINATION, None)
    assert world.standing is Standing.NOT_APPLIED
    assert world.weigh() == []


def test_a_grant_that_is_reported_lost_leaves_the_item_as_it_was_before() -> None:
    world = fresh()
    world.push(GRANTED)
    (lost,) = world.push(push(StateCode.REVOKED, day(9), 3))
    assert isinstance(lost, ItemReported)
    assert (lost.stands_as, lost.stood_as) == (None, f"report-{REPORT_ID}.2")
    assert lost.to_standing is Standing.NOT_APPLIED
    assert standing_by(world.plan.reported, "B02") is None
    world.push(push(StateCode.GRANTED, day(12), 4, "建字第2026-010号"))
    assert world.standing is Standing.GRANTED_AS_REPORTED


def test_a_newer_version_of_the_same_grant_moves_nothing_and_keeps_its_name() -> None:
    world = fresh()
    world.push(GRANTED)
    (noted,) = world.push(push(StateCode.GRANTED, day(3), 5, "建字第2026-011号"))
    assert isinstance(noted, ItemReported)
    assert (noted.to_standing, noted.stands_as) == (None, f"report-{REPORT_ID}.2")
    assert world.standing is Standing.GRANTED_AS_REPORTED
    (lost,) = world.push(push(StateCode.REVOKED, day(9), 6))
    assert isinstance(lost, ItemReported)
    assert lost.to_standing is Standing.NOT_APPLIED


def test_a_late_version_is_not_weighed() -> None:
    world = fresh()
    world.push(GRANTED)
    assert world.push(push(StateCode.ACCEPTED, day(1), 1)) == []
    assert world.standing is Standing.GRANTED_AS_REPORTED


@pytest.mark.parametrize("days", [4, 5])
def test_what_we_refused_gives_way_only_to_what_was_granted_later(days: int) -> None:
    world = fresh()
    refused = case_of(*told([*EXAMINED, refuse(day(4))]))
    world.move(refused, APPLIED, ended(Standing.REFUSED))
    world.push(push(StateCode.GRANTED, day(days), 2))
    assert world.disagrees
    later = days > 4
    expected = Standing.GRANTED_AS_REPORTED if later else Standing.REFUSED
    assert world.standing is expected
    if later:
        world.push(push(StateCode.REVOKED, day(8), 3))
        assert world.standing is Standing.REFUSED


def test_what_we_revoked_is_not_brought_back_by_an_old_report() -> None:
    world = fresh()
    granted: list[CaseCommand] = [*EXAMINED, grant(day(2))]
    item_granted = said.ItemGranted(
        item_code="B02", case=CASE_ID, standing=Standing.GRANTED, document_number="7号"
    )
    world.move(case_of(*told(granted)), APPLIED, item_granted)
    world.push(push(StateCode.GRANTED, day(2), 2))
    assert not world.disagrees
    assert standing_by(world.plan.reported, "B02") is None
    lost = said.ItemGrantLost(
        item_code="B02", case=CASE_ID, standing=Standing.REVOKED, document_number="7号"
    )
    world.move(case_of(*told([*granted, revoke(day(6))])), lost)
    assert world.disagrees
    assert world.standing is Standing.REVOKED


def test_a_case_that_was_withdrawn_says_nothing_against_a_grant() -> None:
    world = fresh()
    gone = case_of(*told([receive(), ask_for_withdrawal(day(1)), withdraw(day(9))]))
    world.move(gone, APPLIED, ended(Standing.WITHDRAWN))
    world.push(GRANTED)
    assert world.standing is Standing.GRANTED_AS_REPORTED
    assert world.plan.entries["B02"].case == CASE_ID


def test_what_the_plan_has_by_itself_stands_by_itself() -> None:
    world = fresh()
    (dispensed,) = PLAN.decide(dispense("B02"), world.plan)
    world.plan = PLAN.evolve(world.plan, dispensed)
    world.push(GRANTED)
    assert world.standing is Standing.EXEMPTED


def test_nothing_is_applied_for_that_was_granted_as_reported() -> None:
    world = fresh()
    world.push(GRANTED)
    with pytest.raises(Rejected, match="item-already-granted"):
        PLAN.decide(NoteApplication(**on(day(6)), item_code="B02", case=CASE_ID), world.plan)


def test_another_record_s_grant_takes_over_when_the_first_is_lost() -> None:
    world = fresh()
    world.push(GRANTED)
    world.push(push(StateCode.GRANTED, day(4), 1, record="BJ-2"))
    assert [one.stands_as for one in world.plan.reported["B02"]][1] is None
    world.push(push(StateCode.REVOKED, day(9), 3))
    lost, taken = [event for event in world.told if isinstance(event, ItemReported)][-2:]
    assert (lost.to_standing, lost.stood_as) == (Standing.NOT_APPLIED, f"report-{REPORT_ID}.2")
    assert (taken.record, taken.to_standing) == ("BJ-2", Standing.GRANTED_AS_REPORTED)
    assert world.standing is Standing.GRANTED_AS_REPORTED


def test_an_item_that_is_not_in_the_plan_is_known_when_it_comes_in() -> None:
    narrow = plan_after(opened(), recomposed(impact="form", area="100"))
    assert "A11" not in narrow.entries
    report = reported(replace(GRANTED, item_code="A11"))
    decided = weigh(weighing(None), report, narrow, placing(), None)
    assert names([event for _, event in decided]) == ["ReportLinked", "ItemReported"]
    (item,) = [one for one in PUBLISHED.versions[-1].items if one.code == "A11"]
    assert decided[0] == (0, ReportLinked(item_code="A11", department=item.department))
    assert PUBLISHED.department_of("Z99") is None
    for index, event in decided:
        narrow = PLAN.evolve(narrow, event) if index else narrow  # type: ignore[arg-type]  # of a plan
    wide = PLAN.fold([])
    assert wide.entries == {}
    (widened,) = PLAN.decide(recomposed(impact="report", area="100"), narrow)
    wide = PLAN.evolve(narrow, widened)
    assert wide.entries["A11"].standing is Standing.NOT_APPLIED
    report = replace(report, linked_to="A11")
    ((_, moved),) = weigh(weighing(None), report, wide, placing(), None)
    assert isinstance(moved, ItemReported)
    assert PLAN.evolve(wide, moved).entries["A11"].standing is Standing.GRANTED_AS_REPORTED


def test_told_in_the_world_s_order_an_item_may_be_granted_elsewhere_before_it_comes_in() -> None:
    world = fresh()
    world.push(GRANTED)
    (moved,) = [event for event in world.told if isinstance(event, ItemReported)]
    composition = world.plan.composed
    without = replace(
        composition, items=tuple(item for item in composition.items if item.code != "B02")
    )
    first, then = (
        plan_after(opened(without)),
        said.PlanRecomposed(
            from_template=composition.template,
            composition=composition,
            diff=said.PlanDiff(added=(), removed=(), changed=()),
        ),
    )
    known = PLAN.evolve(PLAN.evolve(first, moved), then)
    assert known.entries["B02"].standing is Standing.GRANTED_AS_REPORTED
    assert known.entries["B02"].document_number == "建字第2026-009号"


def test_what_stands_as_reported_is_told_with_the_name_it_stands_by() -> None:
    world = fresh()
    world.push(GRANTED)
    (held,) = in_force(world.plan, world.plan.composed)
    assert (held.case, held.standing) == (
        f"report-{REPORT_ID}.2",
        Standing.GRANTED_AS_REPORTED,
    )
    entry = replace(world.plan.entries["B02"], item=world.plan.entries["A12"].item)
    assert world.plan.stands_on(entry) is None


def test_a_variant_s_code_is_that_of_the_item_it_varies() -> None:
    plan = plan_after(opened())
    variants = {item.code: item.variant_of for item in plan.composed.variants}
    for code, base in variants.items():
        assert item_of(plan, placing(), reported(replace(GRANTED, item_code=code))) == base
    assert item_of(Plan(), placing(), reported(GRANTED)) == "B02"


def test_people_read_since_when_the_item_stands_so() -> None:
    world = fresh()
    world.push(push(StateCode.ACCEPTED, day(1)), replace(GRANTED, record_version=9))
    plan_events = [event for event in world.told if isinstance(event, ItemReported)]
    stream = stream_key("plan", PROJECT)
    effective = [on(MONDAY)["effective"], on(day(1))["effective"], on(day(3))["effective"]]
    (opening,) = PLAN.decide(opened(), PLAN.initial)
    record = fold_record(
        evolve_plan_record,
        recorded([opening, *plan_events], stream=stream, effective=effective),
    )
    assert record is not None
    since = {one.item.code: one.since for one in record.items}
    assert since["B02"] == on(day(3))["effective"]
    assert record.plan.reported["B02"][0].record == RECORD

"""What holds for every history of pushes and of our own case, in whatever order they come."""

from collections.abc import Sequence
from contextlib import suppress
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from services.approvals.domain import events as said
from services.approvals.domain.commands import CaseCommand
from services.approvals.domain.exchange_codes import StateCode
from services.approvals.domain.plan import PLAN
from services.approvals.domain.plan.reported import standing_by
from services.approvals.domain.reports.exchange import agree
from services.approvals.domain.reports.report import REPORT, ReportCase
from services.approvals.domain.terms import Stage, Standing
from shared.kernel.rejected import Rejected
from tests.domain.approvals.plan_words import opened, plan_after
from tests.domain.approvals.report_words import RECORD, World, case_of, push, reported
from tests.domain.approvals.stories import (
    CASE_ID,
    accept,
    ask_back,
    day,
    end,
    grant,
    passed,
    receive,
    refuse,
    request_supplement,
    revoke,
    start,
    supplement,
    told,
    withdraw,
)

RECORDS = (RECORD, "BJ-2")
_APPLIED = said.ItemAppliedFor(item_code="B02", case=CASE_ID, from_standing=Standing.NOT_APPLIED)
_LIVES: Sequence[Sequence[CaseCommand]] = (
    [receive(), accept(), passed(day(1)), grant(day(2)), revoke(day(6))],
    [receive(), accept(), passed(day(1)), refuse(day(4))],
    [
        receive(),
        accept(),
        request_supplement(day(2)),
        supplement(day(3)),
        start(day(4)),
        end(day(5)),
    ],
    [receive(), ask_back(day(1)), withdraw(day(2))],
)
_STANDS = {
    "ApprovalGranted": Standing.GRANTED,
    "ApprovalRefused": Standing.REFUSED,
    "ApprovalRevoked": Standing.REVOKED,
    "CaseWithdrawn": Standing.WITHDRAWN,
}
PUSHES = st.builds(
    push,
    st.sampled_from(StateCode),
    st.integers(-3, 12).map(day),
    st.integers(1, 6),
    st.sampled_from([None, "7号"]),
    st.sampled_from(RECORDS),
)
STEPS = st.lists(st.one_of(PUSHES, st.just("move")), max_size=14)


def noted(event: said.CaseEvent) -> list[said.PlanEvent]:
    """Return what the plan takes note of."""
    standing = _STANDS.get(type(event).__name__)
    if isinstance(event, said.CaseReceived):
        return [_APPLIED]
    if standing is Standing.GRANTED:
        return [
            said.ItemGranted(
                item_code="B02", case=CASE_ID, standing=standing, document_number="7号"
            )
        ]
    if standing is Standing.REVOKED:
        return [
            said.ItemGrantLost(
                item_code="B02", case=CASE_ID, standing=standing, document_number="7号"
            )
        ]
    if standing is not None:
        return [said.ItemNotGranted(item_code="B02", case=CASE_ID, standing=standing)]
    return []


def lived(life: Sequence[CaseCommand], steps: Sequence[ReportCase | str]) -> World:
    """Let a case go its way while records are pushed; see after every step that the laws hold."""
    world = World(plan_after(opened()))
    events = list(told(life))
    done: list[said.CaseEvent] = []
    for step in steps:
        before = world.standing
        if isinstance(step, ReportCase):
            with suppress(Rejected):  # the same version with another content
                world.push(step)
            assert before is not Standing.IN_HANDLING or world.standing is before
        elif events and before is not Standing.GRANTED_AS_REPORTED:
            done.append(events.pop(0))
            world.move(case_of(*done), *noted(done[-1]))
        holds(world)
    return world


def holds(world: World) -> None:
    """See that what is said to differ differs, and what stands as reported is reported so."""
    for record, report in world.reports.items():
        entry = world.plan.entries["B02"]
        case = world.cases.get(entry.case) if entry.case else None
        newest = report.versions[report.newest]
        differs = (
            case is not None
            and case.stage is not None
            and not agree(case.stage, newest.state_code)
            and not (case.stage is Stage.WITHDRAWN and report.begun_on > day(2))
        )
        assert (report.disagreement is not None) is differs, record
        assert world.weigh(record) == [], "weighed again it says something else"
    stands = standing_by(world.plan.reported, "B02")
    assert (stands is not None) is (world.standing is Standing.GRANTED_AS_REPORTED)
    if stands is not None:
        assert stands.state_code in (StateCode.GRANTED, StateCode.GRANTED_WITH_OMISSIONS)
        assert sum(bool(one.stands_as) for one in world.plan.reported["B02"]) == 1


@given(st.sampled_from(_LIVES), STEPS)
def test_whatever_is_pushed_when_what_differs_is_said_to_differ(
    life: Sequence[CaseCommand], steps: Sequence[ReportCase | str]
) -> None:
    lived(life, steps)


@given(st.lists(PUSHES, max_size=4, unique_by=lambda one: one.record_version))
def test_in_whatever_order_versions_come_the_newest_is_what_is_said(
    pushes: Sequence[ReportCase],
) -> None:
    ends = {
        (report.newest, str(report.versions.get(report.newest)))
        for order in permutations(pushes)
        for report in [reported(*order)]
    }
    assert len(ends) == 1


@given(st.lists(PUSHES, max_size=6))
def test_what_was_pushed_once_is_never_kept_twice(pushes: Sequence[ReportCase]) -> None:
    report = REPORT.initial
    for one in pushes:
        if one.record == RECORD:
            try:
                decided = REPORT.decide(one, report)
            except Rejected:
                continue
            for event in decided:
                report = REPORT.evolve(report, event)
            assert REPORT.decide(one, report) == []


@given(st.sampled_from(_LIVES), STEPS)
def test_a_plan_that_is_told_it_all_again_is_the_same(
    life: Sequence[CaseCommand], steps: Sequence[ReportCase | str]
) -> None:
    world = lived(life, steps)
    again = plan_after(opened())
    entry = world.plan.entries["B02"]
    for event in world.told:
        if type(event).__name__ == "ItemReported":
            again = PLAN.evolve(again, event)  # type: ignore[arg-type]  # of a plan
    assert again.reported == world.plan.reported
    assert entry.case in (None, CASE_ID)

"""撤回, 撤销, 注销, 吊销, 送达: five acts with five words, and none for another."""

from functools import reduce
from typing import Any

import pytest

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain import together
from services.approvals.domain.case import CASE
from services.approvals.domain.case.aftermath import UNDOING
from services.approvals.domain.case.lifecycles import Act
from services.approvals.domain.case.record import evolve_record
from services.approvals.domain.plan import PLAN
from services.approvals.domain.policy import RULES, right_to
from services.approvals.domain.terms import ClockKind, Stage, Standing
from shared.kernel.policy import Role
from shared.kernel.recorded import fold_record
from tests.domain.approvals.shelf import (
    TOLERANT,
    deregister,
    forfeit,
    grant_with_omissions,
    promise,
    wish_away,
)
from tests.domain.approvals.stories import (
    CASE_ID,
    FILING,
    LONG_AFTER,
    PERMIT,
    accept,
    after,
    case_after,
    day,
    deadline,
    evening,
    exceed,
    file,
    grant,
    moment,
    passed,
    receive,
    recorded,
    retract,
    revoke,
    serve,
    told,
    warn,
    withdraw,
)
from tests.domain.approvals.test_plan import apply, granted, open_plan, plan_after
from tests.harness.given_when_then import asking_again_changes_nothing

GRANTED = (receive(), accept(), passed(day(1)), grant(day(2)))
UNDONE: list[tuple[Any, Stage]] = [
    (retract(day(9)), Stage.RETRACTED),
    (revoke(day(9)), Stage.REVOKED),
    (deregister(day(9)), Stage.DEREGISTERED),
    (forfeit(day(9)), Stage.FORFEITED),
]


def test_each_act_has_its_own_word() -> None:
    events = {event for _, event in UNDOING.values()}
    assert len(events) == len({act for act, _ in UNDOING.values()}) == len(UNDOING)
    assert {type(act) for act, _ in UNDONE} | {asked.VoidStudy} == set(UNDOING)


@pytest.mark.parametrize(("act", "stage"), UNDONE)
def test_a_grant_is_undone_with_grounds_and_authority(act: Any, stage: Stage) -> None:
    case = case_after(*GRANTED, act)
    assert (case.stage, case.duties) == (stage, ())
    event = told((*GRANTED, act))[-1]
    assert isinstance(event, said.UndoingEvent)
    assert (event.grounds, event.deciding_authority) == (act.grounds, act.deciding_authority)
    assert event.document_number == "建字第2026-007号"
    record = fold_record(evolve_record, recorded(told((*GRANTED, act))))
    assert record is not None
    assert record.outcome.grounds == act.grounds
    asking_again_changes_nothing(CASE, told(GRANTED), act)


@pytest.mark.parametrize(("act", "stage"), UNDONE)
def test_a_grant_with_omissions_is_undone_too(act: Any, stage: Stage) -> None:
    handled = (receive(TOLERANT), promise(day(0)), accept(day(1)), passed(day(1)))
    assert case_after(*handled, grant_with_omissions(day(2)), act).stage is stage


@pytest.mark.parametrize(("act", "stage"), UNDONE)
def test_what_is_not_in_force_is_not_undone(act: Any, stage: Stage) -> None:
    after(receive(), accept()).when(act).then_rejected("approval-not-in-force")
    if stage is not Stage.DEREGISTERED:
        revoked = after(*GRANTED, revoke(day(8)))
        revoked.when(act).then_rejected("approval-not-in-force")
    after(receive(FILING), file(day(1))).when(act).then_rejected("act-not-of-this-kind")


@pytest.mark.parametrize("lost", [retract(day(9)), revoke(day(9)), forfeit(day(9))])
def test_what_was_lost_is_struck_off_at_last(lost: asked.CaseCommand) -> None:
    assert case_after(*GRANTED, lost, deregister(day(10))).stage is Stage.DEREGISTERED
    story = after(*GRANTED, lost, deregister(day(10)))
    story.when(forfeit(day(11))).then_rejected("approval-not-in-force")


def test_the_holder_s_wish_is_written_into_the_deregistration() -> None:
    wished = told((*GRANTED, wish_away(day(8)), deregister(day(9))))[-1]
    assert isinstance(wished, said.ApprovalDeregistered)
    assert wished.by_wish
    unasked = told((*GRANTED, deregister(day(9))))[-1]
    assert isinstance(unasked, said.ApprovalDeregistered)
    assert not unasked.by_wish
    assert case_after(*GRANTED, wish_away(day(8))).stage is Stage.GRANTED
    record = fold_record(evolve_record, recorded(told((*GRANTED, wish_away(day(8))))))
    assert record is not None
    assert (record.stage, record.outcome.by_wish) == (Stage.GRANTED, None)
    asking_again_changes_nothing(CASE, told(GRANTED), wish_away(day(8)))
    after(receive()).when(wish_away(day(1))).then_rejected("approval-not-in-force")


def test_only_the_department_undoes_and_the_holder_may_wish() -> None:
    for act in (Act.RETRACT, Act.REVOKE, Act.DEREGISTER, Act.FORFEIT):
        assert set(RULES[right_to(act)]) == {Role.APPROVER}
    assert Role.SERVICE_OFFICER in RULES[right_to(Act.REQUEST_DEREGISTRATION)]


@pytest.mark.parametrize(("act", "stage"), UNDONE)
def test_its_plan_loses_the_grant_once(act: Any, stage: Stage) -> None:
    plan = plan_after(open_plan(PERMIT), apply(PERMIT), granted(PERMIT))
    case = case_after(*GRANTED)
    events = together.end(act, CASE_ID, case, plan)
    noted: list[Any] = [event for index, event in events if index == 1]
    lost = reduce(PLAN.evolve, noted, plan)
    assert lost.entries[PERMIT.code].standing is Standing(stage.value)
    if stage is not Stage.DEREGISTERED:
        struck = together.end(deregister(day(10)), CASE_ID, case_after(*GRANTED, act), lost)
        assert [index for index, _ in struck] == [0]


def test_withdrawing_comes_before_the_decision() -> None:
    after(*GRANTED).when(withdraw(day(9))).then_rejected("withdrawal-not-requested")


def test_a_decision_is_to_be_served_within_ten_working_days() -> None:
    case = case_after(*GRANTED)
    assert deadline(case, ClockKind.SERVING).due == evening(day(16))
    story = after(*GRANTED)
    assert story.when(warn(LONG_AFTER, ClockKind.SERVING)).events
    story.when(exceed(moment(day(16), 23), ClockKind.SERVING)).then_nothing()
    (overdue,) = story.when(exceed(moment(day(17), 0), ClockKind.SERVING)).events or ()
    assert isinstance(overdue, said.LimitExceeded)


def test_what_is_served_is_due_no_more() -> None:
    assert case_after(*GRANTED, serve(day(3))).duties == ()
    after(*GRANTED, serve(day(3))).when(exceed(LONG_AFTER, ClockKind.SERVING)).then_nothing()
    assert case_after(receive(FILING), file(day(1))).duties == ()

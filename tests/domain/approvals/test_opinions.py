"""联合审查, 超期默许, 特别程序 of its own limit: what a case waits for, and what silence means."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import reduce
from typing import Any

import pytest

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain import together
from services.approvals.domain.calendar.working_calendar import CalendarState
from services.approvals.domain.case import CASE, about
from services.approvals.domain.case.record import evolve_record
from services.approvals.domain.case.ticking import timers
from services.approvals.domain.catalogue import Item
from services.approvals.domain.plan import PLAN
from services.approvals.domain.terms import ClockKind, Stage, Standing
from shared.kernel.recorded import fold_record
from tests.domain.approvals import shelf
from tests.domain.approvals.shelf import (
    COMMITTED,
    JOINT,
    TACIT,
    answer,
    certify,
    commit,
    consult,
)
from tests.domain.approvals.stories import (
    CALENDAR,
    CASE_ID,
    FILING,
    LONG_AFTER,
    accept,
    after,
    ask_back,
    case_after,
    day,
    deadline,
    end,
    evening,
    exceed,
    grant,
    item_with,
    moment,
    objected,
    passed,
    receive,
    recompute,
    recorded,
    refuse,
    request_supplement,
    start,
    told,
)
from tests.domain.approvals.test_plan import apply, open_plan, plan_after
from tests.domain.approvals.test_ticking import corrected, off
from tests.harness.given_when_then import asking_again_changes_nothing

KNOWN = CalendarState(calendar=CALENDAR, version=4)
OPINIONS, PROCEDURE = ClockKind.OPINIONS, ClockKind.PROCEDURE
STATUTORY, PROMISED = ClockKind.STATUTORY, ClockKind.PROMISED
BEGUN = (receive(JOINT), accept())
ASKED = (*BEGUN, consult(day(1), day(9)))
OTHER = "development-reform"


def test_all_that_the_item_names_are_asked_each_for_itself() -> None:
    asked_of = [e for e in told(ASKED) if isinstance(e, said.OpinionRequested)]
    assert [one.department for one in asked_of] == ["ecology", OTHER]
    case = case_after(*ASKED)
    assert deadline(case, OPINIONS).due == evening(day(9))
    assert about(case).guarded.departments == {"natural-resources", "ecology", OTHER}
    assert about(case).handled.departments == {"natural-resources"}


def test_the_decision_waits_for_all_of_them() -> None:
    examined = (*ASKED, passed(day(2)))
    refusal = after(*examined, answer(day(3))).when(grant(day(4)))
    refusal.then_rejected("opinions-outstanding", departments=[OTHER])
    after(*ASKED, objected(day(2))).when(refuse(day(3))).then_rejected("opinions-outstanding")
    after(*BEGUN, passed(day(2))).when(grant(day(3))).then_rejected("opinions-outstanding")
    heard = (*examined, answer(day(3)), answer(day(4), OTHER))
    assert case_after(*heard).deadline(OPINIONS) is None
    assert case_after(*heard, grant(day(5))).stage is Stage.GRANTED


def test_an_objection_is_heard_and_does_not_bind() -> None:
    heard = (*ASKED, passed(day(2)), answer(day(3), passed=False), answer(day(4), OTHER))
    assert case_after(*heard, grant(day(5))).stage is Stage.GRANTED
    record = fold_record(evolve_record, recorded(told(heard)))
    assert record is not None
    assert [one.passed for one in record.opinions] == [False, True]


def test_silence_past_its_day_is_noted_and_waited_for_no_longer() -> None:
    one = (*ASKED, passed(day(2)), answer(day(3)))
    story = after(*one)
    story.when(exceed(moment(day(9), 23), OPINIONS)).then_nothing()
    (overdue,) = story.when(exceed(moment(day(10), 0), OPINIONS)).events or ()
    assert isinstance(overdue, said.OpinionOverdue)
    assert (overdue.department, overdue.on) == (OTHER, day(10))
    silent = (*one, exceed(moment(day(10), 0), OPINIONS))
    after(*silent).when(exceed(LONG_AFTER, OPINIONS)).then_nothing()
    assert case_after(*silent, grant(day(11))).stage is Stage.GRANTED
    late = case_after(*silent, answer(day(11), OTHER, passed=False))
    assert [one.passed for one in late.opinions] == [True, False]


def test_who_is_not_named_is_not_asked_and_who_is_not_asked_does_not_answer() -> None:
    story = after(*BEGUN)
    wrong = story.when(consult(day(1), day(9), "water"))
    wrong.then_rejected("department-not-consulted", departments=["water"])
    story.when(answer(day(2))).then_rejected("opinion-not-requested")
    story.when(consult(day(2), day(1))).then_rejected("expected-before-start")
    after(receive(), accept()).when(consult(day(1), day(9))).then_rejected(
        "department-not-consulted"
    )
    after(receive(JOINT)).when(consult(day(1), day(9))).then_rejected("case-not-accepted")
    after(receive(FILING)).when(answer(day(1))).then_rejected("act-not-of-this-kind")
    twice = after(*ASKED, answer(day(2))).when(answer(day(3), passed=False))
    twice.then_rejected("opinion-already-given")


def test_one_department_may_be_asked_alone_and_again() -> None:
    once = (*BEGUN, consult(day(1), day(9), "ecology"), answer(day(2), passed=False))
    again = (*once, consult(day(3), day(12), "ecology"))
    case = case_after(*again)
    assert [(one.department, one.passed) for one in case.opinions] == [("ecology", None)]
    assert deadline(case, OPINIONS).due == evening(day(12))
    later = case_after(*ASKED, consult(day(2), day(5), "ecology"))
    assert deadline(later, OPINIONS).due == evening(day(9))


def test_an_answer_may_come_while_the_case_waits_for_something_else() -> None:
    waiting = case_after(*ASKED, request_supplement(day(2)), answer(day(3)))
    assert waiting.stage is Stage.SUPPLEMENT_REQUESTED
    assert case_after(*ASKED, start(day(2)), answer(day(3)), end(day(4))).stage is Stage.ACCEPTED


def test_a_grant_on_a_commitment_waits_for_nobody() -> None:
    item = item_with(COMMITTED, consulted=JOINT.consulted)
    assert case_after(receive(item), commit(day(0)), grant(day(1))).stage is Stage.GRANTED


HEARD_TOO: list[tuple[Item, Any, Stage]] = [
    (shelf.REGISTRATION, shelf.register(day(5)), Stage.REGISTERED),
    (shelf.REGISTRATION, shelf.refuse_registration(day(5)), Stage.REGISTRATION_REFUSED),
    (shelf.SERVICE, shelf.provide(day(5)), Stage.PROVIDED),
    (shelf.SERVICE, shelf.deny(day(5)), Stage.NOT_PROVIDED),
    (shelf.TRANSACTION, shelf.conclude(day(5)), Stage.CONCLUDED),
    (shelf.INTERMEDIARY, shelf.deliver(day(5)), Stage.DELIVERED),
    (shelf.INTERNAL, shelf.settle(day(5)), Stage.DECIDED),
]


@pytest.mark.parametrize(("plain", "act", "stage"), HEARD_TOO)
def test_whoever_decides_hears_those_whom_the_item_names(
    plain: Item, act: Any, stage: Stage
) -> None:
    item = item_with(plain, consulted=JOINT.consulted)
    begun = (receive(item), consult(day(1), day(9)))
    after(receive(item)).when(act).then_rejected("opinions-outstanding")
    waiting = after(*begun, answer(day(2))).when(act)
    waiting.then_rejected("opinions-outstanding", departments=[OTHER])
    heard = (*begun, answer(day(2), passed=False), answer(day(3), OTHER))
    assert case_after(*heard, act).stage is stage
    silent = (*begun, answer(day(2)), exceed(moment(day(10), 0), OPINIONS))
    assert case_after(*silent).deadline(OPINIONS) is None


@pytest.mark.parametrize("item", [FILING, shelf.SELF_REPORTED, shelf.CONDITION])
def test_where_nobody_decides_nobody_is_heard(item: Item) -> None:
    asking = after(receive(item)).when(consult(day(1), day(9)))
    asking.then_rejected("act-not-of-this-kind")


def test_what_fails_by_itself_waits_for_nobody() -> None:
    item = item_with(shelf.TRANSACTION, consulted=JOINT.consulted)
    assert case_after(receive(item), shelf.fail(day(2))).stage is Stage.FAILED


def test_a_study_sent_back_hears_on() -> None:
    item = item_with(shelf.REVIEWED, consulted=JOINT.consulted)
    past = (receive(item), consult(day(1), day(9)), request_supplement(day(2)), answer(day(3)))
    assert [one.passed for one in case_after(*past).opinions] == [True, None]


@pytest.mark.parametrize(
    ("past", "act"), [(BEGUN, consult(day(1), day(9))), (ASKED, answer(day(3)))]
)
def test_asking_again_changes_nothing(
    past: tuple[asked.CaseCommand, ...], act: asked.CaseCommand
) -> None:
    asking_again_changes_nothing(CASE, told(past), act)


def test_what_ends_a_case_ends_what_it_waited_for() -> None:
    heard = (*ASKED, answer(day(3)), answer(day(3), OTHER), objected(day(3)))
    assert case_after(*heard, refuse(day(4))).duties == ()
    asked_late = (*ASKED, recompute(corrected(off(day(3)))))
    assert deadline(case_after(*asked_late), OPINIONS).due == evening(day(9))


def test_where_a_local_rule_has_it_silence_is_consent() -> None:
    story = after(receive(TACIT), accept())
    exceeded, granted = story.when(exceed(moment(day(29), 0), STATUTORY)).events or ()
    assert isinstance(exceeded, said.LimitExceeded)
    assert isinstance(granted, said.ApprovalDeemedGranted)
    assert (granted.on, granted.basis, granted.document_number) == (
        day(28),
        "某市超期默许办法第三条",
        "",
    )
    past = (receive(TACIT), accept(), exceed(moment(day(29), 0), STATUTORY))
    case = case_after(*past)
    assert (case.stage, case.deadlines, case.clock.ended_on) == (Stage.GRANTED, (), day(28))
    record = fold_record(evolve_record, recorded(told(past)))
    assert record is not None
    assert (record.outcome.deemed_by, record.outcome.document_number) == (granted.basis, None)
    after(*past).when(exceed(LONG_AFTER, STATUTORY)).then_nothing()
    assert case_after(*past, certify(day(40))).certificate is not None


def test_else_silence_is_never_consent() -> None:
    plain = told((receive(), accept(), exceed(LONG_AFTER, STATUTORY)))
    assert type(plain[-1]) is said.LimitExceeded
    promised = told((receive(TACIT), accept(), exceed(LONG_AFTER, PROMISED)))
    assert type(promised[-1]) is said.LimitExceeded
    asking = told((receive(TACIT), accept(), ask_back(day(2)), exceed(LONG_AFTER, STATUTORY)))
    assert type(asking[-1]) is said.LimitExceeded
    waiting = after(receive(TACIT), accept(), start(day(2)))
    waiting.when(exceed(LONG_AFTER, STATUTORY)).then_nothing()


def test_without_a_limit_of_the_law_the_promise_stands_in() -> None:
    item = item_with(TACIT, statutory=None)
    events = told((receive(item), accept(), exceed(LONG_AFTER, PROMISED)))
    assert type(events[-1]) is said.ApprovalDeemedGranted


def test_a_plan_knows_what_was_granted_by_silence() -> None:
    plan = plan_after(open_plan(TACIT), apply(TACIT))
    case = case_after(receive(TACIT), accept())
    events = together.tick(exceed(LONG_AFTER, STATUTORY), CASE_ID, case, plan, KNOWN)
    noted: list[Any] = [event for index, event in events if index == 1]
    assert reduce(PLAN.evolve, noted, plan).entries["B02"].standing is Standing.GRANTED


def with_limit(days: str) -> asked.StartSpecialProcedure:
    return replace(start(day(2)), limit_days=Decimal(days), notice="听证通知书2026-3")


def test_a_special_procedure_has_a_limit_of_its_own_and_a_notice() -> None:
    past = (receive(), accept(), with_limit("5"))
    started = told(past)[-1]
    assert isinstance(started, said.SpecialProcedureStarted)
    assert started.notice == "听证通知书2026-3"
    case = case_after(*past)
    assert deadline(case, PROCEDURE).due == evening(day(9))
    assert "exceeded.procedure" in timers(case)
    (overdue,) = after(*past).when(exceed(moment(day(10), 0), PROCEDURE)).events or ()
    assert isinstance(overdue, said.LimitExceeded)
    assert overdue.binds.value == "procedure"
    assert case_after(*past, end(day(4))).duties == ()
    assert case_after(receive(), accept(), start(day(2))).duties == ()
    asking_again_changes_nothing(CASE, told(past[:2]), past[2])


def test_its_limit_moves_with_the_calendar() -> None:
    past = (receive(), accept(), with_limit("5"))
    moved = after(*past).when(recompute(corrected(off(day(2) + timedelta(days=1))))).events or ()
    kinds = {e.clock: e.to_due for e in moved if isinstance(e, said.DeadlineRecomputed)}
    assert kinds[PROCEDURE] == evening(day(10))

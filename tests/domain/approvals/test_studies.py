"""中介: what is commissioned, sent back and reviewed again, and what is delivered on a promise."""

from dataclasses import replace
from decimal import Decimal
from functools import reduce
from typing import Any

import pytest

from services.approvals.domain import events as said
from services.approvals.domain import together
from services.approvals.domain.calendar.working_calendar import CalendarState
from services.approvals.domain.case import CASE
from services.approvals.domain.case.durations import duration_of
from services.approvals.domain.case.explaining import stop_entries
from services.approvals.domain.case.promised import Proposal
from services.approvals.domain.case.record import evolve_record
from services.approvals.domain.case.ticking import timers
from services.approvals.domain.catalogue import Binds
from services.approvals.domain.plan import PLAN
from services.approvals.domain.terms import ClockKind, Stage, Standing
from shared.kernel.recorded import fold_record
from tests.domain.approvals.shelf import (
    INTERMEDIARY,
    REVIEWED,
    REVIEWED_ON_PROMISE,
    broken,
    commit,
    deliver,
    kept,
    void,
)
from tests.domain.approvals.stories import (
    CALENDAR,
    CASE_ID,
    OTHER_CASE,
    after,
    ask_back,
    case_after,
    day,
    deadline,
    evening,
    exceed,
    grant,
    moment,
    receive,
    recorded,
    request_supplement,
    revoke,
    start,
    supplement,
    told,
    withdraw,
)
from tests.domain.approvals.test_plan import apply, open_plan, plan_after
from tests.harness.given_when_then import asking_again_changes_nothing

STATUTORY, CHECK = ClockKind.STATUTORY, ClockKind.COMMITMENT_CHECK
KNOWN = CalendarState(calendar=CALENDAR, version=4)
SENT_BACK = (receive(REVIEWED), request_supplement(day(2)))
REVIEWED_AGAIN = (*SENT_BACK, supplement(day(9)))
ON_PROMISE = (receive(REVIEWED_ON_PROMISE), commit(day(0)))
DELIVERED = (*ON_PROMISE, deliver(day(1)))


def test_its_limit_binds_the_institution_and_no_authority() -> None:
    assert deadline(case_after(receive(REVIEWED)), STATUTORY).binds is Binds.INSTITUTION
    (overdue,) = after(receive(REVIEWED)).when(exceed(moment(day(50)), STATUTORY)).events or ()
    assert isinstance(overdue, said.LimitExceeded)
    assert overdue.binds is Binds.INSTITUTION


def test_a_study_is_sent_back_and_its_clock_stands() -> None:
    case = case_after(*SENT_BACK)
    assert case.stage is Stage.SUPPLEMENT_REQUESTED
    assert {one.due for one in case.deadlines} == {None}
    after(*SENT_BACK).when(deliver(day(3))).then_rejected("supplement-outstanding")
    again = after(*SENT_BACK).when(request_supplement(day(3)))
    again.then_rejected("supplement-outstanding")
    after(receive(REVIEWED)).when(supplement(day(3))).then_rejected("supplement-not-requested")
    after(receive(REVIEWED)).when(start(day(3))).then_rejected("act-not-of-this-kind")


def test_neither_the_correction_nor_the_review_of_it_counts() -> None:
    case = case_after(*REVIEWED_AGAIN)
    assert case.stage is Stage.COMMISSIONED
    assert {one.due for one in case.deadlines} == {None}
    ended = case_after(*REVIEWED_AGAIN, deliver(day(21)))
    assert (ended.stage, ended.deadlines) == (Stage.DELIVERED, ())
    counted = duration_of(ended.clock, CALENDAR).counted
    assert counted is not None
    assert (counted.net, set(counted.lost)) == (Decimal("1.5"), {"supplement"})


def test_it_may_be_sent_back_more_than_once() -> None:
    twice = (*REVIEWED_AGAIN, request_supplement(day(14)), supplement(day(16)))
    events = told(twice)
    case = case_after(*twice)
    first, second = case.clock.stops
    assert (first.since, first.until, first.answered) == (evening(day(2)), evening(day(14)), True)
    assert (second.since, second.until, second.answered) == (evening(day(14)), None, True)
    entries = stop_entries(recorded(events))
    assert [entry.ended is None for entry in entries] == [False, True]
    assert case.stage is Stage.COMMISSIONED


def test_where_no_article_says_so_the_review_of_it_counts() -> None:
    item = replace(REVIEWED, supplement_article=None)
    waiting = case_after(receive(item), request_supplement(day(2)))
    assert deadline(waiting, STATUTORY).due == evening(day(21))
    assert deadline(waiting, ClockKind.PROMISED).due is None
    back = case_after(receive(item), request_supplement(day(2)), supplement(day(9)))
    assert deadline(back, ClockKind.PROMISED).due is not None
    assert back.clock.open_stop is None


def test_a_commission_is_taken_back_and_given_anew() -> None:
    assert case_after(receive(REVIEWED), ask_back(day(1)), withdraw(day(2))).stage is (
        Stage.WITHDRAWN
    )
    assert case_after(*SENT_BACK, ask_back(day(3))).stage is Stage.WITHDRAWAL_REQUESTED
    after(*DELIVERED).when(ask_back(day(3))).then_rejected("case-decided")


def test_what_was_delivered_on_a_promise_is_checked_in_time() -> None:
    case = case_after(*DELIVERED)
    assert deadline(case, CHECK).due == evening(day(29))
    assert "exceeded.commitment-check" in timers(case)
    (overdue,) = after(*DELIVERED).when(exceed(moment(day(40)), CHECK)).events or ()
    assert isinstance(overdue, said.LimitExceeded)
    assert overdue.binds is Binds.AUTHORITY
    assert case_after(*DELIVERED, kept(day(3))).duties == ()
    assert case_after(receive(INTERMEDIARY), deliver(day(1))).duties == ()


def test_a_promise_that_is_not_kept_proposes_to_void_it_never_to_revoke() -> None:
    checked, proposed = after(*DELIVERED).when(broken(day(3))).events or ()
    assert isinstance(checked, said.CommitmentCheckFailed)
    assert isinstance(proposed, said.VoidingProposed)
    asking_again_changes_nothing(CASE, told(DELIVERED), broken(day(3)))
    assert case_after(*DELIVERED, broken(day(3))).stage is Stage.DELIVERED
    record = fold_record(evolve_record, recorded(told([*DELIVERED, broken(day(3))])))
    assert record is not None
    assert record.promises.proposal == Proposal(grounds=proposed.grounds, on=day(3))
    after(*DELIVERED).when(revoke(day(4))).then_rejected("act-not-of-this-kind")


def test_the_authority_voids_what_was_delivered() -> None:
    voided = case_after(*DELIVERED, broken(day(3)), void(day(4)))
    assert (voided.stage, voided.duties) == (Stage.VOIDED, ())
    asking_again_changes_nothing(CASE, told(DELIVERED), void(day(4)))
    record = fold_record(evolve_record, recorded(told([*DELIVERED, void(day(4))])))
    assert record is not None
    assert record.outcome.grounds == "批后核查发现承诺不实"
    after(*ON_PROMISE).when(void(day(2))).then_rejected("study-not-delivered")
    after(*DELIVERED, void(day(4))).when(void(day(5))).then_rejected("study-not-delivered")
    after(receive()).when(void(day(2))).then_rejected("act-not-of-this-kind")
    after(*DELIVERED, void(day(4))).when(grant(day(5))).then_rejected("act-not-of-this-kind")


@pytest.mark.parametrize("other", [False, True])
def test_its_plan_has_lost_what_was_voided_if_it_still_held_it(other: bool) -> None:  # noqa: FBT001
    case = case_after(receive(INTERMEDIARY))
    plan = plan_after(open_plan(INTERMEDIARY), apply(INTERMEDIARY))
    delivering = together.end(deliver(day(1)), CASE_ID, case, plan, KNOWN)
    of_case: list[Any] = [event for index, event in delivering if index == 0]
    of_plan: list[Any] = [event for index, event in delivering if index == 1]
    case, plan = reduce(CASE.evolve, of_case, case), reduce(PLAN.evolve, of_plan, plan)
    assert of_case[0].calendar_version == CALENDAR.version
    voiding = together.end(void(day(2)), OTHER_CASE if other else CASE_ID, case, plan)
    noted: list[Any] = [event for index, event in voiding if index == 1]
    assert len(noted) == (0 if other else 1)
    standing = reduce(PLAN.evolve, noted, plan).entries[INTERMEDIARY.code].standing
    assert standing is (Standing.DELIVERED if other else Standing.VOIDED)

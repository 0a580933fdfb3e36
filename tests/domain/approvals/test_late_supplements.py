"""补正逾期: a supplement asked for by a day is told of when that day has passed, and waited for."""

from datetime import date

import pytest

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.case import CASE
from services.approvals.domain.case.explaining import stop_entries
from services.approvals.domain.case.record import evolve_record
from services.approvals.domain.case.ticking import timers
from services.approvals.domain.catalogue import Binds
from services.approvals.domain.clocks.timekeeping import Stop
from services.approvals.domain.terms import ClockKind, Stage
from shared.kernel.recorded import fold_record
from tests.domain.approvals.shelf import (
    JOINT,
    REVIEWED,
    TOLERANT,
    answer,
    consult,
    deliver,
    grant_with_omissions,
    promise,
    request_by,
    supply,
)
from tests.domain.approvals.stories import (
    LONG_AFTER,
    PERMIT,
    accept,
    after,
    ask_back,
    case_after,
    day,
    deadline,
    evening,
    exceed,
    moment,
    passed,
    receive,
    recompute,
    recorded,
    request_supplement,
    supplement,
    told,
    withdraw,
)
from tests.domain.approvals.test_ticking import corrected, off
from tests.harness.given_when_then import asking_again_changes_nothing

SUPPLEMENT = ClockKind.SUPPLEMENT
ACCEPTED = (receive(), accept())
ASKED = (*ACCEPTED, request_by(day(2), day(9)))
OVER = exceed(moment(day(10), 0), SUPPLEMENT)
SILENT = (*ASKED, OVER)


def stop_after(*commands: asked.CaseCommand) -> Stop:
    return case_after(*commands).clock.stops[-1]


def test_by_when_it_is_to_come_in_is_watched_and_binds_the_applicant() -> None:
    case = case_after(*ASKED)
    due = deadline(case, SUPPLEMENT)
    assert (due.start, due.due, due.binds) == (day(2), evening(day(9)), Binds.APPLICANT)
    assert timers(case)["exceeded.supplement"] == moment(day(10), 0)
    assert "due-soon.supplement" not in timers(case)
    assert (stop_after(*ASKED).reply_by, stop_after(*ASKED).overdue) == (day(9), False)
    asking_again_changes_nothing(CASE, told(ACCEPTED), ASKED[-1])
    assert case_after(*ACCEPTED, request_supplement(day(2))).duties == ()


def test_once_its_day_has_passed_that_is_told_once_and_decides_nothing() -> None:
    story = after(*ASKED)
    story.when(exceed(moment(day(9), 23), SUPPLEMENT)).then_nothing()
    story.when(OVER).then(
        said.SupplementOverdue(item=PERMIT.ref, reply_by=day(9), on=day(10)),
    )
    after(*SILENT).when(exceed(LONG_AFTER, SUPPLEMENT)).then_nothing()
    case = case_after(*SILENT)
    assert (case.stage, case.duties) == (Stage.SUPPLEMENT_REQUESTED, ())
    assert deadline(case, ClockKind.PROMISED).due is None
    assert "exceeded.supplement" not in timers(case)
    record = fold_record(evolve_record, recorded(told(SILENT)))
    assert record is not None
    assert (record.stops[-1].overdue, record.alarms, record.open) == (True, (), True)
    (entry,) = stop_entries(recorded(told(SILENT)))
    assert (entry.stop.overdue, entry.ended) == (True, None)


def test_what_comes_in_by_its_day_is_not_waited_for_any_more() -> None:
    in_time = (*ASKED, supplement(day(9)))
    case = case_after(*in_time)
    assert (case.stage, case.duties, case.clock.stops[-1].overdue) == (Stage.ACCEPTED, (), False)
    after(*in_time).when(OVER).then_nothing()


def test_what_comes_in_after_its_day_is_taken_and_known_to_be_late() -> None:
    late = case_after(*SILENT, supplement(day(12)))
    assert (late.stage, late.clock.stops[-1].overdue) == (Stage.ACCEPTED, True)
    assert late.clock.stops[-1].until == evening(day(12))
    assert stop_after(*ASKED, supplement(day(12))).overdue


@pytest.mark.parametrize("came_in", [day(4), day(9)])
def test_what_came_in_in_time_may_be_entered_when_its_day_has_passed(came_in: date) -> None:
    stop = stop_after(*SILENT, supplement(came_in))
    assert (stop.until, stop.overdue) == (evening(came_in), False)


def test_so_may_an_opinion_and_what_was_left_out() -> None:
    asked_of = (receive(JOINT), accept(), consult(day(1), day(9)))
    silent = (*asked_of, exceed(moment(day(10), 0), ClockKind.OPINIONS))
    assert [one.passed for one in case_after(*silent, answer(day(9))).opinions] == [True, None]
    granted = (
        receive(TOLERANT),
        promise(day(0)),
        accept(),
        passed(day(1)),
        grant_with_omissions(day(2)),
        exceed(LONG_AFTER, ClockKind.OMISSIONS),
    )
    assert case_after(*granted, supply(day(9))).stage is Stage.GRANTED


def test_what_ends_the_case_ends_the_waiting() -> None:
    back = (*ASKED, ask_back(day(3)))
    assert deadline(case_after(*back), SUPPLEMENT).due == evening(day(9))
    assert case_after(*back, withdraw(day(4))).duties == ()


def test_a_day_that_was_named_moves_with_no_calendar() -> None:
    moved = after(*ASKED).when(recompute(corrected(off(day(7))))).events or ()
    assert SUPPLEMENT not in {e.clock for e in moved if isinstance(e, said.DeadlineRecomputed)}


def test_each_time_a_study_is_sent_back_it_has_its_own_day() -> None:
    back = request_by(day(2), day(9))
    past = (receive(REVIEWED), back, OVER, supplement(day(11)))
    assert stop_after(*past).overdue
    again = (*past, request_by(day(14), day(20)))
    case = case_after(*again)
    assert deadline(case, SUPPLEMENT).due == evening(day(20))
    assert [one.overdue for one in case.clock.stops] == [True, False]
    assert [one.until for one in case.clock.stops] == [evening(day(14)), None]
    delivered = case_after(*again, supplement(day(15)), deliver(day(16)))
    assert [one.overdue for one in delivered.clock.stops] == [True, False]

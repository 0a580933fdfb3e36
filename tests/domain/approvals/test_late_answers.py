"""Answers entered late, answers that came too late, and what was never remedied."""

import pytest

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.case import CASE
from services.approvals.domain.case.record import evolve_record
from services.approvals.domain.case.ticking import timers
from services.approvals.domain.catalogue import Binds
from services.approvals.domain.terms import ClockKind, Stage
from shared.kernel.recorded import fold_record
from tests.domain.approvals.shelf import lapse_application
from tests.domain.approvals.stories import (
    FILING,
    LONG_AFTER,
    accept,
    after,
    case_after,
    day,
    deadline,
    decline,
    deem,
    evening,
    exceed,
    file,
    find_not_required,
    moment,
    notify,
    passed,
    receive,
    recorded,
    remedy,
    told,
)
from tests.harness.given_when_then import asking_again_changes_nothing

DEEMED = (receive(), deem(LONG_AFTER))


def test_an_acceptance_entered_late_takes_the_place_of_the_law_s_own() -> None:
    case = case_after(*DEEMED, accept(day(3)))
    assert (case.stage, case.clock.accepted_on, case.clock.deemed) == (
        Stage.ACCEPTED,
        day(3),
        False,
    )
    assert deadline(case, ClockKind.STATUTORY).start == day(3)


def test_a_notice_entered_late_undoes_the_acceptance() -> None:
    case = case_after(*DEEMED, notify(day(7)))
    assert (case.stage, case.clock.accepted_on) == (Stage.DEFICIENCIES_NOTIFIED, None)
    assert case_after(*DEEMED, notify(day(7)), remedy(day(9)), accept(day(9))).stage


@pytest.mark.parametrize(
    ("act", "stage"),
    [(decline(day(7)), Stage.DECLINED), (find_not_required(day(7)), Stage.NOT_REQUIRED)],
)
def test_a_case_turned_away_in_time_was_never_accepted(
    act: asked.CaseCommand, stage: Stage
) -> None:
    assert case_after(*DEEMED, act).stage is stage


@pytest.mark.parametrize("act", [accept(day(8)), notify(day(8)), decline(day(8))])
def test_an_answer_that_came_too_late_changes_nothing(act: asked.CaseCommand) -> None:
    after(*DEEMED).when(act).then_rejected("case-already-accepted")


def test_an_answer_entered_after_the_case_was_handled_changes_nothing() -> None:
    story = after(*DEEMED, passed(day(9)))
    story.when(accept(day(9))).then_rejected("case-already-accepted")


@pytest.mark.parametrize("act", [accept(day(8)), notify(day(8)), decline(day(8))])
def test_an_answer_after_its_time_is_none_even_if_nobody_drew_the_consequence(
    act: asked.CaseCommand,
) -> None:
    story = after(receive())
    story.when(act).then_rejected("notice-period-over", notice_due_on=str(day(7)))


@pytest.mark.parametrize("act", [accept(day(7)), notify(day(7)), decline(day(7))])
def test_an_answer_on_the_last_day_is_in_time(act: asked.CaseCommand) -> None:
    assert after(receive()).when(act).events


def test_a_filing_has_no_time_for_an_answer() -> None:
    assert after(receive(FILING)).when(file(day(30))).events


def test_by_when_it_is_to_be_remedied_is_told_and_watched() -> None:
    past = (receive(), notify(day(1), remedy_by=day(9)))
    case = case_after(*past)
    due = deadline(case, ClockKind.REMEDY)
    assert (due.due, due.binds) == (evening(day(9)), Binds.APPLICANT)
    assert set(timers(case)) == {"exceeded.remedy"}
    (overdue,) = after(*past).when(exceed(moment(day(10), 0), ClockKind.REMEDY)).events or ()
    assert isinstance(overdue, said.LimitExceeded)
    assert case_after(*past, exceed(moment(day(10), 0), ClockKind.REMEDY)).stage is (
        Stage.DEFICIENCIES_NOTIFIED
    )
    assert case_after(*past, remedy(day(4))).duties == ()
    wrong = after(receive()).when(notify(day(2), remedy_by=day(1)))
    wrong.then_rejected("expected-before-start")


def test_what_is_never_remedied_is_ended_by_the_authority_not_by_time() -> None:
    past = (receive(), notify(day(1), remedy_by=day(9)))
    early = after(*past).when(lapse_application(day(9)))
    early.then_rejected("remedy-day-not-over", remedy_by=str(day(9)))
    lapsed = case_after(*past, lapse_application(day(10)))
    assert (lapsed.stage, lapsed.duties) == (Stage.APPLICATION_LAPSED, ())
    assert lapsed.clock.ended_on == day(10)
    asking_again_changes_nothing(CASE, told(past), lapse_application(day(10)))
    record = fold_record(evolve_record, recorded(told([*past, lapse_application(day(10))])))
    assert record is not None
    assert (record.open, record.outcome.reason) == (False, "逾期未补正")
    after(*past, lapse_application(day(10))).when(accept(day(11))).then_rejected("case-closed")
    untold = after(receive(), notify(day(1))).when(lapse_application(day(10)))
    untold.then_rejected("remedy-day-not-told")
    never = after(receive()).when(lapse_application(day(3)))
    never.then_rejected("deficiencies-not-notified")
    assert case_after(*past, decline(day(4))).duties == ()

"""中止施工: reported within a month, verified after a year, and noted whatever should have been."""

from datetime import date
from typing import Any

import pytest

from services.approvals.domain import events as said
from services.approvals.domain.case import CASE
from services.approvals.domain.case.ticking import timers
from services.approvals.domain.catalogue import Binds
from services.approvals.domain.terms import ClockKind, Stage
from tests.domain.approvals.shelf import (
    BUILDING,
    LATER,
    STARTING,
    begin,
    certify,
    go_on,
    report_standstill,
    stand_still,
    verify,
)
from tests.domain.approvals.stories import (
    accept,
    after,
    case_after,
    day,
    deadline,
    evening,
    exceed,
    grant,
    moment,
    passed,
    receive,
    revoke,
    told,
)
from tests.harness.given_when_then import asking_again_changes_nothing

REPORT, VERIFICATION = ClockKind.SUSPENSION_REPORT, ClockKind.VERIFICATION
ISSUED = (receive(BUILDING), accept(), passed(day(1)), grant(day(2)), certify(day(3)))
BEGUN = (*ISSUED, begin(day(8)))
SINCE = date(2026, 3, 31)
STANDING = (*BEGUN, stand_still(SINCE))
A_YEAR_ON = date(2027, 4, 1)


def test_a_standstill_is_to_be_reported_within_a_month_and_is_free_for_a_year() -> None:
    case = case_after(*STANDING)
    assert deadline(case, REPORT).due == evening(date(2026, 4, 30))
    assert deadline(case, VERIFICATION).due == evening(date(2027, 3, 31))
    assert {one.binds for one in case.duties if one.clock in {REPORT, VERIFICATION}} == {
        Binds.APPLICANT
    }
    assert {"exceeded.suspension-report", "exceeded.verification"} <= set(timers(case))
    (late,) = after(*STANDING).when(exceed(moment(date(2026, 5, 1), 0), REPORT)).events or ()
    assert isinstance(late, said.LimitExceeded)
    (free,) = after(*STANDING).when(exceed(moment(A_YEAR_ON, 0), VERIFICATION)).events or ()
    assert isinstance(free, said.LimitExceeded)


def test_the_report_is_made_once() -> None:
    reported = case_after(*STANDING, report_standstill(date(2026, 4, 7)))
    assert reported.deadline(REPORT) is None
    assert reported.deadline(VERIFICATION) is not None
    twice = after(*STANDING, report_standstill(date(2026, 4, 7)))
    twice.when(report_standstill(date(2026, 4, 8))).then_rejected("suspension-already-reported")


def test_after_a_year_the_certificate_is_verified_before_works_go_on() -> None:
    early = after(*STANDING).when(verify(date(2027, 3, 31)))
    early.then_rejected("verification-not-due", free_until="2027-03-31")
    verified = (*STANDING, verify(A_YEAR_ON))
    assert case_after(*verified).deadline(VERIFICATION) is None
    again = after(*verified).when(verify(date(2027, 4, 2)))
    again.then_rejected("certificate-already-verified")
    (gone_on,) = after(*verified).when(go_on(date(2027, 4, 6))).events or ()
    assert isinstance(gone_on, said.ResumptionNoted)
    assert not gone_on.verification_missing


def test_works_that_went_on_without_are_noted_and_flagged() -> None:
    (gone_on,) = after(*STANDING).when(go_on(A_YEAR_ON)).events or ()
    assert isinstance(gone_on, said.ResumptionNoted)
    assert gone_on.verification_missing
    (in_time,) = after(*STANDING).when(go_on(date(2026, 6, 1))).events or ()
    assert isinstance(in_time, said.ResumptionNoted)
    assert not in_time.verification_missing
    assert case_after(*STANDING, go_on(date(2026, 6, 1))).duties == case_after(*BEGUN).duties


def test_works_may_stand_still_again() -> None:
    again = (*STANDING, report_standstill(date(2026, 4, 7)), go_on(date(2026, 6, 1)))
    case = case_after(*again, stand_still(date(2026, 7, 1)))
    assert deadline(case, REPORT).due == evening(date(2026, 8, 1))
    assert case.certificate is not None
    assert not case.certificate.suspension_reported


@pytest.mark.parametrize(
    "past",
    [
        (),
        (receive(BUILDING), accept()),
        ISSUED[:-1],
        (receive(STARTING), accept(), passed(day(1)), grant(day(2)), certify(day(3))),
        (*BEGUN, revoke(day(9))),
        STANDING,
    ],
)
def test_what_no_law_wants_anything_for_is_not_noted(past: tuple[Any, ...]) -> None:
    after(*past).when(stand_still(date(2026, 4, 1))).then_nothing()


def test_what_was_before_the_certificate_is_none_of_its_standstills() -> None:
    after(*ISSUED).when(stand_still(day(2))).then_nothing()


def test_where_nothing_stands_still_nothing_is_reported_verified_or_resumed() -> None:
    story = after(*BEGUN)
    story.when(go_on(day(20))).then_nothing()
    story.when(report_standstill(day(20))).then_rejected("works-not-suspended")
    story.when(verify(day(20))).then_rejected("works-not-suspended")
    after(*ISSUED[:-1]).when(verify(day(20))).then_rejected("works-not-suspended")
    after().when(go_on(day(20))).then_nothing()
    over = after(*STANDING, revoke(date(2026, 4, 2)))
    over.when(report_standstill(date(2026, 4, 7))).then_rejected("approval-not-in-force")
    over.when(verify(A_YEAR_ON)).then_rejected("approval-not-in-force")
    assert case_after(*STANDING, revoke(date(2026, 4, 2))).duties == ()
    assert case_after(*STANDING).stage is Stage.GRANTED
    assert LATER.date() > A_YEAR_ON


@pytest.mark.parametrize(
    ("past", "act"),
    [
        (BEGUN, stand_still(SINCE)),
        (STANDING, report_standstill(date(2026, 4, 7))),
        (STANDING, verify(A_YEAR_ON)),
        (STANDING, go_on(A_YEAR_ON)),
    ],
)
def test_asking_again_changes_nothing(past: tuple[Any, ...], act: Any) -> None:
    asking_again_changes_nothing(CASE, told(past), act)

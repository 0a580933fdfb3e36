"""证照: numbers, validity to the day, extension, and the end that needs no decision."""

from dataclasses import replace
from datetime import date
from functools import reduce
from typing import Any

import pytest

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain import together
from services.approvals.domain.calendar.working_calendar import CalendarState
from services.approvals.domain.case import CASE
from services.approvals.domain.case.record import evolve_record
from services.approvals.domain.case.ticking import timers
from services.approvals.domain.case.validity import end_of
from services.approvals.domain.catalogue import Meaning, Span, Validity
from services.approvals.domain.plan import PLAN
from services.approvals.domain.terms import ClockKind, Stage, Standing
from services.approvals.domain.together.document_number import CERTIFICATE_NUMBER, Holder
from shared.kernel.recorded import fold_record
from shared.kernel.rejected import Rejected
from tests.domain.approvals.shelf import (
    EXPIRING,
    LATER,
    STARTING,
    ask_longer,
    begin,
    certify,
    deregister,
    longer,
    no_longer,
)
from tests.domain.approvals.stories import (
    CALENDAR,
    CASE_ID,
    OTHER_CASE,
    PERMIT,
    accept,
    after,
    case_after,
    day,
    exceed,
    grant,
    item_with,
    moment,
    passed,
    receive,
    recompute,
    recorded,
    refuse,
    revoke,
    serve,
    told,
    warn,
)
from tests.domain.approvals.test_plan import apply, granted, open_plan, plan_after
from tests.domain.approvals.test_ticking import corrected, off
from tests.harness.given_when_then import asking_again_changes_nothing

BEGINNING, EXPIRY = ClockKind.BEGINNING, ClockKind.EXPIRY
KNOWN = CalendarState(calendar=CALENDAR, version=4)
HANDLED = (accept(), passed(day(1)))
GRANTED = (receive(STARTING), *HANDLED, grant(day(2)), serve(day(2)))
CERTIFIED = (*GRANTED, certify(day(3)))
EXPIRES = (receive(EXPIRING), *HANDLED, grant(day(2)), serve(day(2)), certify(day(3)))
END, EXPIRES_ON = date(2026, 6, 5), date(2027, 3, 5)


@pytest.mark.parametrize(
    ("start", "length", "span", "end"),
    [
        (date(2026, 1, 31), 1, Span.MONTHS, date(2026, 2, 28)),
        (date(2026, 1, 31), 3, Span.MONTHS, date(2026, 4, 30)),
        (date(2026, 11, 30), 3, Span.MONTHS, date(2027, 2, 28)),
        (date(2026, 12, 15), 12, Span.MONTHS, date(2027, 12, 15)),
        (date(2024, 2, 29), 1, Span.YEARS, date(2025, 2, 28)),
        (date(2024, 2, 29), 4, Span.YEARS, date(2028, 2, 29)),
        (date(2026, 2, 12), 7, Span.WORKING_DAYS, date(2026, 2, 28)),
    ],
)
def test_a_validity_ends_on_the_day_that_corresponds(
    start: date, length: int, span: Span, end: date
) -> None:
    assert end_of(start, length, span, CALENDAR) == end


def test_a_certificate_follows_the_grant_with_its_end() -> None:
    case = case_after(*CERTIFIED)
    assert case.certificate is not None
    assert (case.certificate.number, case.certificate.valid_until) == ("建施2026-7", END)
    assert timers(case) == {
        "due-soon.beginning": moment(date(2026, 5, 6), 0),
        "exceeded.beginning": moment(date(2026, 6, 6), 0),
    }


def test_no_certificate_before_its_grant_nor_without_one() -> None:
    for past in ((receive(STARTING),), (receive(STARTING), *HANDLED)):
        after(*past).when(certify(day(2))).then_rejected("certificate-before-grant")
    refused = after(receive(STARTING), *HANDLED, refuse(day(2)))
    refused.when(certify(day(3))).then_rejected("approval-not-in-force")
    after(*GRANTED, revoke(day(3))).when(certify(day(4))).then_rejected("approval-not-in-force")
    after(*GRANTED).when(certify(day(1))).then_rejected("effective-before-predecessor")
    after(*GRANTED).when(certify(date(2099, 1, 1))).then_rejected("effective-in-the-future")


def test_a_grant_has_one_certificate() -> None:
    after(*CERTIFIED).when(certify(day(4), "另号")).then_rejected("certificate-already-issued")


def test_a_certificate_without_end_never_ends() -> None:
    case = case_after(receive(), *HANDLED, grant(day(2)), serve(day(2)), certify(day(3)))
    assert case.duties == ()
    story = after(receive(), *HANDLED, grant(day(2)), certify(day(3)))
    story.when(ask_longer(day(4))).then_rejected("validity-not-limited")


def test_what_has_only_to_be_begun_is_begun_and_never_ends() -> None:
    case = case_after(*CERTIFIED, begin(day(30)))
    assert case.duties == ()
    after(*CERTIFIED, begin(day(30))).when(exceed(LATER, BEGINNING)).then_nothing()
    story = after(*CERTIFIED, begin(day(30)))
    story.when(ask_longer(day(31))).then_rejected("beginning-already-recorded")
    after(*CERTIFIED).when(begin(date(2026, 6, 6))).then_rejected("validity-over")
    assert case_after(*CERTIFIED, begin(END)).stage is Stage.GRANTED
    after(*EXPIRES).when(begin(day(9))).then_rejected("beginning-not-awaited")
    after(*GRANTED).when(begin(day(9))).then_rejected("certificate-not-issued")


def test_the_end_is_warned_of_in_time_to_ask() -> None:
    (warning,) = after(*EXPIRES).when(warn(moment(date(2026, 12, 5), 0), EXPIRY)).events or ()
    assert isinstance(warning, said.LimitDueSoon)
    after(*EXPIRES).when(warn(moment(date(2026, 12, 4), 23), EXPIRY)).then_nothing()
    short = item_with(PERMIT, validity=replace(STARTING.validity, length=1))  # type: ignore[type-var]  # it has one
    case = case_after(receive(short), *HANDLED, grant(day(2)), serve(day(2)), certify(day(3)))
    assert set(timers(case)) == {"due-soon.beginning", "exceeded.beginning"}
    tiny = Validity(
        length=5,
        span=Span.WORKING_DAYS,
        meaning=Meaning.EXPIRES,
        source=PERMIT.legal_basis,
    )
    brief = item_with(PERMIT, validity=tiny)
    case = case_after(receive(brief), *HANDLED, grant(day(2)), serve(day(2)), certify(day(3)))
    assert set(timers(case)) == {"exceeded.expiry"}


def test_when_time_is_up_it_lapses_by_itself_and_once() -> None:
    story = after(*CERTIFIED)
    story.when(exceed(moment(END, 23), BEGINNING)).then_nothing()
    (lapsed,) = story.when(exceed(moment(date(2026, 6, 6), 0), BEGINNING)).events or ()
    assert isinstance(lapsed, said.CertificateLapsed)
    assert (lapsed.valid_until, lapsed.on) == (END, date(2026, 6, 6))
    case = case_after(*CERTIFIED, exceed(LATER, BEGINNING))
    assert (case.stage, case.duties) == (Stage.LAPSED, ())
    gone = after(*CERTIFIED, exceed(LATER, BEGINNING))
    gone.when(exceed(LATER, BEGINNING)).then_nothing()
    gone.when(ask_longer(date(2026, 6, 7))).then_rejected("approval-not-in-force")
    gone.when(certify(date(2026, 6, 7))).then_rejected("approval-not-in-force")
    struck = case_after(*CERTIFIED, exceed(LATER, BEGINNING), deregister(date(2026, 7, 1)))
    assert struck.stage is Stage.DEREGISTERED


def test_it_is_extended_from_its_old_end_and_no_oftener_than_the_item_says() -> None:
    once = (*CERTIFIED, ask_longer(day(60)), longer(day(61)))
    case = case_after(*once)
    assert case.certificate is not None
    assert (case.certificate.valid_until, case.certificate.extensions) == (date(2026, 9, 5), 1)
    twice = (*once, ask_longer(date(2026, 9, 1)), longer(date(2026, 9, 2)))
    case = case_after(*twice)
    assert case.certificate is not None
    assert case.certificate.valid_until == date(2026, 12, 5)
    refused = after(*twice).when(ask_longer(date(2026, 12, 1)))
    refused.then_rejected("validity-extensions-used-up", allowed=2)


def test_it_is_asked_for_in_time() -> None:
    assert case_after(*CERTIFIED, ask_longer(END)).stage is Stage.GRANTED
    after(*CERTIFIED).when(ask_longer(date(2026, 6, 6))).then_rejected("validity-over")
    assert case_after(*EXPIRES, ask_longer(date(2026, 9, 1))).certificate
    assert case_after(*EXPIRES, ask_longer(date(2027, 1, 18))).certificate
    late = after(*EXPIRES).when(ask_longer(date(2027, 2, 1)))
    late.then_rejected("validity-extension-too-late", ask_days_before=30)


def test_it_is_asked_once_and_answered_when_asked() -> None:
    asking = (*CERTIFIED, ask_longer(day(60)))
    story = after(*asking)
    story.when(ask_longer(day(61))).then_rejected("validity-extension-already-requested")
    after(*CERTIFIED).when(longer(day(61))).then_rejected("validity-extension-not-requested")
    answered = after(*asking, no_longer(day(61)))
    answered.when(no_longer(day(62))).then_rejected("validity-extension-not-requested")
    unextendable = item_with(EXPIRING, validity=replace(EXPIRING.validity, extensions=0))  # type: ignore[type-var]  # it has one
    past = (receive(unextendable), *HANDLED, grant(day(2)), certify(day(3)))
    after(*past).when(ask_longer(day(60))).then_rejected("validity-not-extendable")


def test_while_an_answer_is_awaited_nothing_lapses() -> None:
    asking = (*CERTIFIED, ask_longer(END))
    assert "exceeded.beginning" not in timers(case_after(*asking))
    after(*asking).when(exceed(LATER, BEGINNING)).then_nothing()
    extended = case_after(*asking, longer(date(2026, 6, 20)))
    assert extended.certificate is not None
    assert extended.certificate.valid_until == date(2026, 9, 5)
    refused = case_after(*asking, no_longer(date(2026, 6, 20)))
    assert timers(refused)["exceeded.beginning"] == moment(date(2026, 6, 6), 0)
    assert case_after(*asking, no_longer(date(2026, 6, 20)), exceed(LATER, BEGINNING)).stage


def test_a_day_off_does_not_move_what_is_counted_in_months() -> None:
    after(*CERTIFIED).when(recompute(corrected(off(day(4))))).then_nothing()


def test_a_certificate_s_number_is_given_once() -> None:
    case = case_after(*GRANTED)
    states = (case, Holder(), KNOWN)
    names = [
        (index, type(event).__name__)
        for index, event in together.certify(certify(day(3)), CASE_ID, states)
    ]
    assert names == [(0, "CertificateIssued"), (1, "CertificateNumberTaken")]
    with pytest.raises(Rejected, match="certificate-number-taken"):
        together.certify(certify(day(3)), CASE_ID, (case, Holder(case=OTHER_CASE), KNOWN))
    done = (case_after(*CERTIFIED), Holder(case=CASE_ID), KNOWN)
    assert together.certify(certify(day(3)), CASE_ID, done) == []
    held = CERTIFICATE_NUMBER.fold(
        [said.CertificateNumberTaken(item_code="B02", certificate_number="7号", case=CASE_ID)]
    )
    again = together.certify(certify(day(3)), CASE_ID, (case, held, KNOWN))
    assert [type(event).__name__ for _, event in again] == ["CertificateIssued"]


def test_its_plan_knows_what_time_took_away() -> None:
    plan = plan_after(open_plan(STARTING), apply(STARTING), granted(STARTING))
    events = together.tick(exceed(LATER, BEGINNING), CASE_ID, case_after(*CERTIFIED), plan, KNOWN)
    noted: list[Any] = [event for index, event in events if index == 1]
    lost = reduce(PLAN.evolve, noted, plan)
    assert lost.entries[STARTING.code].standing is Standing.LAPSED
    quiet = together.tick(warn(LATER, BEGINNING), CASE_ID, case_after(*CERTIFIED), plan, KNOWN)
    assert [index for index, _ in quiet] == [0]


def test_the_record_tells_of_the_certificate() -> None:
    past = (*EXPIRES, ask_longer(day(60)), longer(day(61)))
    record = fold_record(evolve_record, recorded(told(past)))
    assert record is not None
    assert record.certificate == case_after(*past).certificate
    assert record.duties == case_after(*past).duties


@pytest.mark.parametrize(
    ("past", "act"),
    [
        (GRANTED, certify(day(3))),
        (CERTIFIED, begin(day(9))),
        (CERTIFIED, ask_longer(day(60))),
        ((*CERTIFIED, ask_longer(day(60))), longer(day(61))),
        ((*CERTIFIED, ask_longer(day(60))), no_longer(day(61))),
    ],
)
def test_asking_again_changes_nothing(
    past: tuple[asked.CaseCommand, ...], act: asked.CaseCommand
) -> None:
    asking_again_changes_nothing(CASE, told(past), act)

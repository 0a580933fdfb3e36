"""知悉启用: a certificate that waits for the works learns when they begin, and when put right."""

from datetime import date

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.case import CASE
from services.approvals.domain.case.ticking import timers
from services.approvals.domain.events import CaseEvent
from services.approvals.domain.plan import PLAN
from services.approvals.domain.terms import Stage, Standing
from services.approvals.domain.together.beginning import NoteBeginning, begin
from tests.domain.approvals.shelf import EXPIRING, LATER, STARTING, ask_longer, certify
from tests.domain.approvals.shelf import begin as recorded_by_hand
from tests.domain.approvals.stories import (
    CASE_ID,
    PERMIT,
    accept,
    case_after,
    day,
    exceed,
    grant,
    on,
    passed,
    receive,
    revoke,
    serve,
    told,
)
from tests.domain.approvals.test_certificates import BEGINNING, CERTIFIED, END, EXPIRES
from tests.domain.approvals.test_plan import apply, granted, open_plan, plan_after

TOO_LATE = date(2026, 6, 6)


def heard(when: date, instead_of: date | None = None) -> NoteBeginning:
    return NoteBeginning(**on(when), evidence="据项目开工记录", instead_of=instead_of)


def after_hearing(
    past: tuple[asked.CaseCommand, ...], *commands: NoteBeginning
) -> tuple[list[CaseEvent], Standing]:
    """Return what the case said to the last command, and how the plan's item stands then."""
    case = case_after(*past)
    plan = plan_after(open_plan(PERMIT), apply(PERMIT), granted(PERMIT))
    events: list[CaseEvent] = []
    for command in commands:
        events = []
        for index, event in begin(command, CASE_ID, case, plan):
            if index:
                plan = PLAN.evolve(plan, event)  # type: ignore[arg-type]  # of the plan
            else:
                case = CASE.evolve(case, event)  # type: ignore[arg-type]  # of the case
                events.append(event)  # type: ignore[arg-type]  # of the case
    return events, plan.entry(PERMIT.code).standing


def test_works_that_begin_in_time_keep_the_certificate() -> None:
    (begun,), standing = after_hearing(CERTIFIED, heard(day(40)))
    assert isinstance(begun, said.BeginningRecorded)
    assert (begun.on, begun.from_on, standing) == (day(40), None, Standing.GRANTED)
    case = CASE.fold([*told(CERTIFIED), begun])
    assert (case.duties, timers(case)) == ((), {})


def test_a_day_put_right_in_time_replaces_the_first() -> None:
    (begun,), _ = after_hearing(CERTIFIED, heard(day(40)), heard(END, day(40)))
    assert isinstance(begun, said.BeginningRecorded)
    assert (begun.on, begun.from_on) == (END, day(40))
    again, _ = after_hearing(CERTIFIED, heard(day(40)), heard(day(40), day(40)))
    assert again == []


def test_a_day_put_right_to_one_too_late_ends_the_certificate() -> None:
    (lapsed,), standing = after_hearing(CERTIFIED, heard(day(40)), heard(TOO_LATE, day(40)))
    assert isinstance(lapsed, said.CertificateLapsed)
    assert (lapsed.valid_until, lapsed.on) == (END, TOO_LATE)
    assert standing is Standing.LAPSED


def test_what_somebody_recorded_by_hand_is_not_contradicted() -> None:
    by_hand = (*CERTIFIED, recorded_by_hand(day(30)))
    assert after_hearing(by_hand, heard(day(40)))[0] == []
    assert after_hearing(by_hand, heard(day(41), day(40)))[0] == []


def test_a_certificate_that_waits_for_nothing_hears_nothing() -> None:
    plain = (receive(), accept(), passed(day(1)), grant(day(2)), serve(day(2)), certify(day(3)))
    without = (receive(STARTING), accept(), passed(day(1)), grant(day(2)))
    gone = (*CERTIFIED, revoke(day(4)))
    for past in (plain, without, gone, EXPIRES, ()):
        assert after_hearing(past, heard(day(40)))[0] == []
    assert EXPIRING.validity is not None


def test_works_before_the_certificate_or_after_its_end_do_not_save_it() -> None:
    assert after_hearing(CERTIFIED, heard(day(1)))[0] == []
    assert after_hearing(CERTIFIED, heard(TOO_LATE))[0] == []
    case = case_after(*CERTIFIED, exceed(LATER, BEGINNING))
    assert case.stage is Stage.LAPSED


def test_an_extension_still_awaited_is_not_cut_short() -> None:
    asking = (*CERTIFIED, ask_longer(day(30)))
    assert after_hearing(asking, heard(day(40)), heard(TOO_LATE, day(40)))[0] == []

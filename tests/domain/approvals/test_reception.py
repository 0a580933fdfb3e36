"""收件到受理: taking in, what is missing, taking on or not."""

from dataclasses import replace

import pytest

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.case import CASE
from services.approvals.domain.case.ticking import timers
from services.approvals.domain.clocks.timekeeping import end_of
from services.approvals.domain.commands.counting import UNPUBLISHED
from services.approvals.domain.terms import ClockKind, Stage
from shared.kernel.effective import Effective
from shared.kernel.policy import Guarded
from tests.domain.approvals.stories import (
    CALENDAR,
    FILING,
    IMPACT,
    LEAD,
    LONG_AFTER,
    MONDAY,
    PARK,
    PERMIT,
    PROJECT,
    SPECIALIST,
    accept,
    after,
    ask_back,
    case_after,
    day,
    deadline,
    decline,
    deem,
    evening,
    find_not_required,
    keep,
    moment,
    notify,
    now,
    on,
    receive,
    recompute,
    remedy,
    told,
)
from tests.harness.given_when_then import asking_again_changes_nothing


def test_a_licence_received_has_five_working_days_for_its_notice() -> None:
    case = case_after(receive())
    assert case.stage is Stage.RECEIVED
    assert [one.clock for one in case.deadlines] == [ClockKind.NOTICE]
    assert deadline(case, ClockKind.NOTICE).due == evening(day(7))


def test_a_filing_has_no_notice_and_its_promise_runs_from_receipt() -> None:
    case = case_after(receive(FILING))
    assert [one.clock for one in case.deadlines] == [ClockKind.PROMISED]
    assert deadline(case, ClockKind.PROMISED).due == evening(day(1))


def test_the_terms_and_the_calendar_stand_in_the_event() -> None:
    (received,) = told([receive(IMPACT)])
    assert isinstance(received, said.CaseReceived)
    assert (received.item, received.on, received.calendar_version) == (IMPACT, MONDAY, "CN-4")


def test_receiving_the_same_again_changes_nothing() -> None:
    asking_again_changes_nothing(after().decider, (), receive())


def test_another_receipt_of_the_case_is_refused() -> None:
    after(receive()).when(receive(when=day(1))).then_rejected("case-already-received")


def test_nothing_is_received_in_the_future() -> None:
    tomorrow = replace(receive(when=day(1)), at=moment(MONDAY))
    after().when(tomorrow).then_rejected("effective-in-the-future")


def test_a_month_is_not_good_enough() -> None:
    vague = replace(receive(), effective=Effective.in_month(2026, 3))
    after().when(vague).then_rejected("effective-too-vague")


def test_a_year_the_calendar_does_not_hold_is_not_guessed() -> None:
    late = replace(receive(), calendar=asked.UNPUBLISHED)
    after().when(late).then_rejected("calendar-year-missing", year=2026)


def test_accepting_starts_both_clocks() -> None:
    case = case_after(receive(), accept(day(1)))
    assert case.stage is Stage.ACCEPTED
    assert deadline(case, ClockKind.STATUTORY).start == day(1)
    assert deadline(case, ClockKind.PROMISED).due == evening(day(10))


def test_accepting_again_changes_nothing() -> None:
    asking_again_changes_nothing(after().decider, told([receive()]), accept(day(1)))


def test_accepting_twice_on_different_days_is_refused() -> None:
    after(receive(), accept()).when(accept(day(1))).then_rejected("case-already-accepted")


def test_accepting_before_the_receipt_is_refused() -> None:
    after(receive()).when(accept(day(-1))).then_rejected("effective-before-predecessor")


def test_accepting_tomorrow_is_refused() -> None:
    tomorrow = asked.AcceptCase(**on(day(1), at=moment(MONDAY)), calendar=CALENDAR)
    after(receive()).when(tomorrow).then_rejected("effective-in-the-future")


def test_accepting_what_was_never_received_is_refused() -> None:
    after().when(accept()).then_rejected("case-not-received")


def test_a_filing_is_not_accepted() -> None:
    after(receive(FILING)).when(accept()).then_rejected("act-not-of-this-kind", kind="filing")


def test_the_notice_stops_the_time_for_it() -> None:
    case = case_after(receive(), notify(day(2)))
    assert (case.stage, case.deadlines) == (Stage.DEFICIENCIES_NOTIFIED, ())


def test_the_notice_is_given_once() -> None:
    story = after(receive(), notify(day(2)), remedy(day(3)))
    story.when(notify(day(4), "还缺一份")).then_rejected("deficiencies-already-notified")


def test_giving_the_same_notice_again_changes_nothing() -> None:
    asking_again_changes_nothing(after().decider, told([receive()]), notify(day(2)))


def test_accepting_before_the_remedy_is_refused() -> None:
    story = after(receive(), notify(day(2)))
    story.when(accept(day(3))).then_rejected("deficiencies-outstanding")


def test_remedying_brings_the_case_back() -> None:
    case = case_after(receive(), notify(day(2)), remedy(day(9)))
    assert (case.stage, case.deadlines) == (Stage.RECEIVED, ())


def test_remedying_again_changes_nothing() -> None:
    past = told([receive(), notify(day(2))])
    asking_again_changes_nothing(after().decider, past, remedy(day(3)))


def test_remedying_what_was_not_notified_is_refused() -> None:
    after(receive()).when(remedy(day(1))).then_rejected("deficiencies-not-notified")


def test_a_limit_from_receipt_runs_from_the_day_the_materials_were_complete() -> None:
    case = case_after(receive(IMPACT), notify(day(2)), remedy(day(9)), accept(day(10)))
    assert deadline(case, ClockKind.STATUTORY).start == day(9)
    assert deadline(case, ClockKind.PROMISED).start == day(10)


def test_a_limit_whose_unit_the_law_leaves_open_has_both_ends() -> None:
    limit = deadline(case_after(receive(IMPACT), accept(day(2))), ClockKind.STATUTORY)
    assert (limit.due, limit.other_unit_due) == (evening(day(30)), evening(day(43)))


@pytest.mark.parametrize(
    ("act", "stage"),
    [(decline(day(1)), Stage.DECLINED), (find_not_required(day(1)), Stage.NOT_REQUIRED)],
)
def test_a_case_not_taken_on_is_closed(act: asked.CaseCommand, stage: Stage) -> None:
    case = case_after(receive(), act)
    assert (case.stage, case.deadlines) == (stage, ())
    after(receive(), act).when(accept(day(2))).then_rejected("case-closed")
    asking_again_changes_nothing(after().decider, told([receive()]), act)


def test_an_accepted_case_is_not_declined() -> None:
    after(receive(), accept()).when(decline(day(1))).then_rejected("case-already-accepted")


def test_silence_is_acceptance_on_the_day_of_receipt() -> None:
    (deemed,) = told([receive(), deem(moment(day(8), 0))])[1:]
    assert isinstance(deemed, said.CaseDeemedAccepted)
    assert (deemed.on, deemed.notice_due) == (MONDAY, evening(day(7)))
    case = case_after(receive(), deem(moment(day(8), 0)))
    assert case.stage is Stage.ACCEPTED
    assert deadline(case, ClockKind.STATUTORY).start == MONDAY


def test_silence_is_acceptance_where_no_year_is_known_and_what_is_due_is_counted_later() -> None:
    by_hand = replace(accept(), calendar=UNPUBLISHED)
    after(receive()).when(by_hand).then_rejected("calendar-year-missing")
    blind = replace(deem(moment(day(8), 0)), calendar=UNPUBLISHED)
    case = case_after(receive(), blind)
    assert (case.stage, timers(case)) == (Stage.ACCEPTED, {})
    assert {one.due for one in case.deadlines} == {None}
    after(receive(), blind).when(recompute(UNPUBLISHED)).then_nothing()
    known = case_after(receive(), blind, recompute(CALENDAR))
    assert known.deadlines == case_after(receive(), deem(moment(day(8), 0))).deadlines


def test_silence_is_no_acceptance_before_the_fifth_working_day_is_over() -> None:
    too_early = moment(day(7), 23)
    after(receive()).when(deem(too_early)).then_nothing()
    assert end_of(evening(day(7))) == moment(day(8), 0)


@pytest.mark.parametrize("act", [notify(day(2)), accept(day(1)), decline(day(1))])
def test_who_was_answered_is_not_deemed_accepted(act: asked.CaseCommand) -> None:
    after(receive(), act).when(deem(LONG_AFTER)).then_nothing()


def test_a_remedied_case_waits_for_its_acceptance() -> None:
    after(receive(), notify(day(2)), remedy(day(3))).when(deem(LONG_AFTER)).then_nothing()


def test_nothing_is_deemed_of_what_was_not_received() -> None:
    after().when(deem(LONG_AFTER)).then_nothing()
    after(receive(FILING)).when(deem(LONG_AFTER)).then_nothing()


def test_an_act_of_the_moment_needs_no_day_of_its_own() -> None:
    at_once = asked.AcceptCase(**now(day(1)), calendar=CALENDAR)
    assert case_after(receive(PERMIT), at_once).latest_on == day(1)


def test_a_case_deemed_accepted_does_not_forget_what_happened_since() -> None:
    past = (receive(), ask_back(day(3)), deem(LONG_AFTER), keep(day(9)))
    assert case_after(*past).stage is Stage.ACCEPTED
    after(*past[:3]).when(keep(day(2))).then_rejected("effective-before-predecessor")


def test_a_case_belongs_to_its_department_its_park_and_its_people() -> None:
    told_of = CASE.about(case_after(receive()))
    assert (told_of.lead, told_of.project) == (LEAD, PROJECT)

    assert told_of.guarded == Guarded(
        park=PARK,
        departments=frozenset({PERMIT.department}),
        people=frozenset({SPECIALIST}),
    )
    assert CASE.about(CASE.initial).guarded.departments == frozenset()

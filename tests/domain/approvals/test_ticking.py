"""计时: warnings and overruns, once each, and what a change of the calendar moves."""

from dataclasses import replace
from datetime import UTC, date, datetime

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.calendar.working_calendar import CALENDAR as CALENDAR_DECIDER
from services.approvals.domain.calendar.working_calendar import CalendarState
from services.approvals.domain.case.ticking import timers
from services.approvals.domain.clocks.lights import Shown, light_at, turning
from services.approvals.domain.clocks.timekeeping import moment_of
from services.approvals.domain.commands.counting import UNPUBLISHED
from services.approvals.domain.terms import ClockKind, Deadline
from shared.kernel.working_days import Calendar
from tests.domain.approvals.stories import (
    CALENDAR,
    FILING,
    LEADER,
    LONG_AFTER,
    OFFICER,
    accept,
    after,
    ask_back,
    case_after,
    day,
    deadline,
    deem,
    evening,
    evolved,
    exceed,
    extend,
    grant,
    moment,
    morning,
    notify,
    now,
    on,
    passed,
    receive,
    recompute,
    remedy,
    request_extension,
    request_supplement,
    serve,
    supplement,
    warn,
)

ACCEPTED = (receive(), accept())
PROMISED, STATUTORY = ClockKind.PROMISED, ClockKind.STATUTORY


def corrected(*days: asked.DayAs) -> Calendar:
    """Return the calendar with some days corrected."""
    state = CalendarState(calendar=CALENDAR, version=4)
    command = asked.CorrectCalendar(**on(day(0)), days=days, reason="通知更正")
    for event in CALENDAR_DECIDER.decide(command, state):
        state = CALENDAR_DECIDER.evolve(state, event)
    return state.calendar


def off(when: date) -> asked.DayAs:
    return asked.DayAs(day=when, working=False, name="临时放假")


def worked(when: date) -> asked.DayAs:
    return asked.DayAs(day=when, working=True, name="调休上班")


def stop_in_the_morning(when: date) -> asked.RequestSupplement:
    return asked.RequestSupplement(**now(when, hour=9), calendar=CALENDAR, missing=("图",))


def test_timers_follow_from_the_record() -> None:
    assert timers(case_after(receive())) == {"deemed-acceptance": moment(day(8), 0)}
    assert timers(case_after(*ACCEPTED)) == {
        "due-soon.statutory": moment(day(24), 12),
        "exceeded.statutory": moment(day(29), 0),
        "due-soon.promised": moment(day(7), 12),
        "exceeded.promised": moment(day(10), 0),
    }


def test_nothing_is_timed_of_a_case_that_waits_for_its_applicant_or_is_over() -> None:
    assert timers(case_after(receive(), notify(day(1)))) == {}
    assert timers(case_after(receive(), notify(day(1)), remedy(day(2)))) == {}
    assert timers(case_after(*ACCEPTED, passed(day(1)), grant(day(2)), serve(day(3)))) == {}


def test_a_clock_that_stands_has_no_timers() -> None:
    stopped = case_after(*ACCEPTED, request_supplement(day(2)))
    assert set(timers(stopped)) == {"due-soon.statutory", "exceeded.statutory"}


def test_a_limit_too_short_to_be_green_is_not_warned_of() -> None:
    assert set(timers(case_after(receive(FILING)))) == {"exceeded.promised"}


def test_a_warning_comes_when_the_light_has_turned_and_once() -> None:
    story = after(*ACCEPTED)
    story.when(warn(moment(day(7), 11))).then_nothing()
    turned = evening(day(7))
    warned = said.LimitDueSoon(item=FILING.ref, clock=PROMISED, due=evening(day(9)), turned=turned)
    expected = replace(warned, item=case_after(receive()).item.ref)  # type: ignore[union-attr]  # it was received
    story.when(warn(moment_of(turned))).then(expected)
    story.given(expected).when(warn(LONG_AFTER)).then_nothing()


def test_an_overrun_is_told_when_it_is_one_and_once() -> None:
    story = after(*ACCEPTED)
    story.when(exceed(moment(day(9), 23))).then_nothing()
    (exceeded,) = story.when(exceed(moment(day(10), 0))).events or ()
    assert isinstance(exceeded, said.LimitExceeded)
    assert (exceeded.due, exceeded.turned) == (evening(day(9)), morning(day(10)))
    story.given(exceeded).when(exceed(LONG_AFTER)).then_nothing()


def test_a_stop_after_the_overrun_does_not_tell_it_again() -> None:
    exceeded = (*ACCEPTED, exceed(moment(day(10), 0)))
    resumed = after(*exceeded, stop_in_the_morning(day(10)), supplement(day(14)))
    resumed.when(exceed(LONG_AFTER)).then_nothing()


def test_nothing_is_raised_of_what_does_not_run() -> None:
    for past in [(), (receive(),), (*ACCEPTED, passed(day(1)), grant(day(2)))]:
        after(*past).when(warn(LONG_AFTER)).then_nothing()
        after(*past).when(exceed(LONG_AFTER)).then_nothing()
    stopped = after(*ACCEPTED, request_supplement(day(2)))
    stopped.when(warn(LONG_AFTER)).then_nothing()
    stopped.when(exceed(LONG_AFTER)).then_nothing()
    after(receive(FILING)).when(warn(LONG_AFTER)).then_nothing()


def test_a_longer_limit_is_warned_of_again() -> None:
    warned = (*ACCEPTED, request_extension(day(3)), warn(moment(day(24), 12), STATUTORY))
    story = after(*warned, extend(day(25)))
    assert story.when(warn(LONG_AFTER, STATUTORY)).events


def test_a_withdrawal_under_way_stops_no_clock() -> None:
    story = after(*ACCEPTED, ask_back(day(2)))
    assert story.when(exceed(LONG_AFTER)).events


def test_a_day_off_moves_what_is_open() -> None:
    events = after(*ACCEPTED).when(recompute(corrected(off(day(3))))).events or ()
    moved = {event.clock: event for event in events if isinstance(event, said.DeadlineRecomputed)}
    assert set(moved) == {PROMISED, STATUTORY}
    promised = moved[PROMISED]
    assert (promised.from_due, promised.to_due) == (evening(day(9)), evening(day(10)))
    assert (promised.from_calendar_version, promised.calendar_version) == ("CN-4", "CN-5")
    case = evolved(case_after(*ACCEPTED), events)
    assert deadline(case, PROMISED).due == evening(day(10))
    assert case.calendar_version == "CN-5"
    assert timers(case)["exceeded.promised"] == moment(day(11), 0)


def test_a_day_that_moves_only_the_warning_moves_it() -> None:
    swapped = corrected(worked(day(5)), off(day(8)))
    events = after(*ACCEPTED).when(recompute(swapped)).events or ()
    promised = [e for e in events if isinstance(e, said.DeadlineRecomputed) and e.clock is PROMISED]
    assert [(e.from_due, e.to_due) for e in promised] == [(evening(day(9)), evening(day(9)))]
    assert promised[0].from_due_soon != promised[0].to_due_soon


def test_what_does_not_move_is_not_told() -> None:
    story = after(*ACCEPTED)
    story.when(recompute(corrected(off(date(2026, 11, 2))))).then_nothing()
    story.when(recompute(CALENDAR)).then_nothing()


def test_recomputing_again_changes_nothing() -> None:
    calendar = corrected(off(day(3)))
    events = after(*ACCEPTED).when(recompute(calendar)).events or ()
    after(*ACCEPTED).given(*events).when(recompute(calendar)).then_nothing()


def test_closed_cases_stay_as_they_were() -> None:
    closed = after(*ACCEPTED, passed(day(1)), grant(day(2)), serve(day(2)))
    closed.when(recompute(corrected(off(day(3))))).then_nothing()


def test_the_notice_moves_too() -> None:
    (moved,) = after(receive()).when(recompute(corrected(off(day(3))))).events or ()
    assert isinstance(moved, said.DeadlineRecomputed)
    assert (moved.clock, moved.to_due) == (ClockKind.NOTICE, evening(day(8)))


def test_nothing_is_recomputed_of_what_was_not_received() -> None:
    after().when(recompute(CALENDAR)).then_rejected("case-not-received")


def test_who_serves_the_project_now_may_read() -> None:
    officer = asked.NoteOfficer(**on(day(1)), officer=OFFICER)
    leader = asked.NoteLeader(**on(day(1)), leader=LEADER)
    case = case_after(receive(), officer, leader)
    assert (case.readers.officer, case.readers.leader) == (OFFICER, LEADER)
    after(receive(), officer).when(officer).then_nothing()
    after(receive(), leader).when(leader).then_nothing()
    after().when(officer).then_rejected("case-not-received")


def test_the_light_of_a_case_is_that_of_its_gravest_clock() -> None:
    case = case_after(*ACCEPTED)
    assert light_at(case.deadlines, case.clock, moment(day(7), 11)) is Shown.NORMAL
    assert light_at(case.deadlines, case.clock, moment(day(7), 12)) is Shown.DUE_SOON
    assert light_at(case.deadlines, case.clock, moment(day(10), 0)) is Shown.OVERDUE
    assert light_at((), case.clock, LONG_AFTER) is None


def test_a_clock_that_stands_shows_it_until_another_turns() -> None:
    case = case_after(*ACCEPTED, request_supplement(day(2)))
    assert light_at(case.deadlines, case.clock, moment(day(9))) is Shown.STOPPED
    assert light_at(case.deadlines, case.clock, moment(day(24), 12)) is Shown.DUE_SOON


def test_the_next_end_is_shown_whichever_clock_it_is() -> None:
    accepted = case_after(*ACCEPTED)
    assert turning(accepted.deadlines, accepted.clock).due == evening(day(9))
    stands = Deadline(clock=PROMISED, start=day(0), due=None, due_soon_from=None, overdue_from=None)
    waiting = case_after(*ACCEPTED, request_supplement(day(2))).clock
    turns = turning([stands], waiting)
    assert (turns.due, turns.stopped, turns.due_soon_at) == (None, True, None)
    at = datetime(2026, 3, 3, tzinfo=UTC)
    assert light_at([stands], waiting, at) is Shown.STOPPED


def test_a_limit_that_ends_in_a_year_nobody_published_is_not_shown_as_standing() -> None:
    blind = replace(deem(moment(day(8), 0)), calendar=UNPUBLISHED)
    case = case_after(receive(), blind)
    turns = turning(case.deadlines, case.clock)
    assert (turns.stopped, turns.due, turns.due_soon_at, turns.overdue_at) == (False, *[None] * 3)
    assert light_at(case.deadlines, case.clock, LONG_AFTER) is None

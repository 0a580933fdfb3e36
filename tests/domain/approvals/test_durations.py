"""办理时长: how long a case really took, what the time went into, and which limits it kept."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from services.approvals.domain import commands as asked
from services.approvals.domain.case.durations import (
    CARRIED_THROUGH,
    Counted,
    Duration,
    Trail,
    closes,
    duration_of,
    evolve_trail,
    trails_of,
)
from services.approvals.domain.catalogue import AfterSupplement, Binds, Procedure
from services.approvals.domain.clocks.timekeeping import ClockFacts
from services.approvals.domain.terms import IN_FORCE, SATISFIED, ClockKind, Stage
from shared.kernel.clock import LimitUnit
from tests.domain.approvals.shelf import CONDITION, meet
from tests.domain.approvals.stories import (
    CALENDAR,
    FILING,
    IMPACT,
    LEADER,
    MONDAY,
    OFFICER,
    PERMIT,
    accept,
    ask_back,
    case_after,
    day,
    decline,
    end,
    extend,
    file,
    grant,
    item_with,
    moment,
    notify,
    on,
    passed,
    receive,
    recorded,
    remedy,
    request_extension,
    request_supplement,
    retract,
    serve,
    start,
    supplement,
    told,
    withdraw,
)

PROMISED, STATUTORY = ClockKind.PROMISED, ClockKind.STATUTORY
_USUAL = (receive(), accept(), passed(day(1)))


def took(*commands: asked.CaseCommand) -> Duration:
    return duration_of(case_after(*commands).clock, CALENDAR)


def net(duration: Duration) -> Counted:
    assert duration.counted is not None
    return duration.counted


def days(*amounts: str | None) -> tuple[Decimal | None, ...]:
    return tuple(None if amount is None else Decimal(amount) for amount in amounts)


def trail_of(commands: Sequence[asked.CaseCommand], entered: Sequence[datetime] = ()) -> Trail:
    """Return a case's trail; the n-th event was entered at the n-th moment, else long after."""
    history = recorded(told(commands))
    for place, at in enumerate(entered):
        history[place] = replace(history[place], recorded_at=at)
    return list(trails_of(history))[-1]


def test_a_case_without_pauses_took_its_working_days() -> None:
    # Received and accepted on Monday 2 March 2026, granted on Wednesday of the week after.
    duration = took(*_USUAL, grant(day(9)))
    assert duration.gross == 7
    assert duration.counted == Counted(net=Decimal(7), lost={})
    assert duration.net_statutory == 7
    assert duration.on_time == {PROMISED: True, STATUTORY: True}


def test_the_days_before_acceptance_are_gross_alone() -> None:
    duration = took(
        receive(), notify(day(1)), remedy(day(3)), accept(day(4)), passed(day(7)), grant(day(8))
    )
    assert (duration.gross, net(duration).net) == days("6", "2")


def test_a_pause_is_lost_to_its_cause() -> None:
    past = (receive(), accept(), request_supplement(day(2)), supplement(day(4)))
    duration = took(
        *past, start(day(7), Procedure.HEARING), end(day(9)), passed(day(10)), grant(day(11))
    )
    # Wednesday afternoon to Friday morning, Monday afternoon to Wednesday morning.
    assert net(duration).lost == {"supplement": 2, "hearing": 2}
    assert (duration.gross, net(duration).net) == days("9", "5")
    # The law knows the hearing alone.
    assert duration.net_statutory == 7


def test_a_promise_begun_anew_forgets_nothing_of_the_time_it_took() -> None:
    anew = item_with(PERMIT, after_supplement=AfterSupplement.RESTART)
    past = (receive(anew), accept(), request_supplement(day(7)), supplement(day(14)))
    duration = took(*past, passed(day(15)), grant(day(23)))
    assert net(duration) == Counted(net=Decimal(12), lost={"supplement": Decimal(5)})
    assert duration.on_time[PROMISED]


def test_what_is_late_is_late_by_the_limits_it_broke() -> None:
    assert took(*_USUAL, grant(day(10))).on_time == {PROMISED: False, STATUTORY: True}
    assert took(*_USUAL, grant(day(29))).on_time == {PROMISED: False, STATUTORY: False}
    extended = (*_USUAL[:2], request_extension(day(3)), extend(day(4)), passed(day(5)))
    assert took(*extended, grant(day(29))).on_time == {PROMISED: False, STATUTORY: True}


def test_only_limits_of_the_authority_are_kept_or_broken() -> None:
    assert PERMIT.promised is not None
    applicants = item_with(PERMIT, promised=replace(PERMIT.promised, binds=Binds.APPLICANT))
    duration = took(receive(applicants), accept(), passed(day(1)), grant(day(10)))
    assert duration.on_time == {STATUTORY: True}


def test_what_was_never_taken_on_has_no_net_time() -> None:
    duration = took(receive(), decline(day(2)))
    assert duration == Duration(gross=Decimal(2))


def test_what_needs_no_taking_on_runs_from_its_receipt() -> None:
    assert net(took(receive(FILING), file(day(1)))).net == 1
    waited = took(receive(CONDITION), meet(day(4)))
    assert net(waited).net == 4
    assert waited.net_statutory is None


def test_a_case_without_limits_took_its_time_all_the_same() -> None:
    unlimited = item_with(PERMIT, promised=None, statutory=None)
    duration = took(receive(unlimited), accept(day(1)), passed(day(2)), grant(day(3)))
    assert (duration.gross, net(duration).net, duration.net_statutory) == days("3", "2", None)
    assert duration.on_time == {}
    by_law = item_with(PERMIT, promised=None)
    duration = took(receive(by_law), accept(day(1)), passed(day(2)), grant(day(3)))
    assert (net(duration).net, duration.net_statutory) == days("2", "2")
    assert duration.on_time == {STATUTORY: True}


def test_what_runs_from_its_receipt_is_net_from_its_receipt() -> None:
    duration = took(receive(IMPACT), accept(day(3)), passed(day(4)), grant(day(7)))
    assert IMPACT.statutory is not None
    assert IMPACT.statutory.unit is LimitUnit.NATURAL_DAYS
    assert duration.net_statutory == 5


def test_a_case_given_back_while_it_waits_lost_all_days_since() -> None:
    past = (receive(), accept(), request_supplement(day(2)), ask_back(day(4)), withdraw(day(7)))
    assert net(took(*past)) == Counted(net=Decimal("1.5"), lost={"supplement": Decimal("3.5")})


def test_nothing_is_measured_before_the_end() -> None:
    assert took(*_USUAL) == Duration()
    assert duration_of(ClockFacts(), CALENDAR) == Duration()


def test_what_the_calendar_does_not_hold_is_not_known() -> None:
    facts = case_after(*_USUAL, grant(day(9))).clock
    short = replace(CALENDAR, years={2025: CALENDAR.years[2025]})
    assert duration_of(facts, short) == Duration()
    unlimited = item_with(CONDITION, promised=None, statutory=None)
    early = took(receive(unlimited, date(2023, 12, 29)), meet(day(1)))
    assert early == Duration()


def test_a_limit_that_leads_beyond_the_calendar_leaves_the_days_known() -> None:
    assert PERMIT.statutory is not None
    facts = case_after(*_USUAL, grant(day(9))).clock
    long = replace(PERMIT.statutory, days=Decimal(600))
    duration = duration_of(replace(facts, item=item_with(PERMIT, statutory=long)), CALENDAR)
    assert (duration.gross, net(duration).net) == days("7", "7")
    assert duration.on_time == {}


def test_a_trail_knows_how_a_case_ended_and_who_served_it_then() -> None:
    officer = asked.NoteOfficer(**on(day(1)), officer=OFFICER)
    other = asked.NoteOfficer(**on(day(12)), officer=LEADER)
    assert trail_of(_USUAL).ending is None
    commands = (*_USUAL, officer, grant(day(9)), other, serve(day(14)), retract(day(15)))
    trail = trail_of(commands)
    assert trail.ending is not None
    assert trail.record.stage is Stage.RETRACTED
    assert trail.record.readers.officer == LEADER
    assert (trail.ending.outcome, trail.ending.officer) == (Stage.GRANTED, OFFICER)
    assert trail.ending.position == 5


def test_a_case_that_goes_on_again_has_not_ended() -> None:
    trail = trail_of((*_USUAL, grant(day(9))))
    (event,) = recorded(told((receive(),)))
    assert trail.ending is not None
    assert evolve_trail(trail, event).ending is None


def test_a_pause_entered_once_the_limit_had_passed_is_told() -> None:
    # The promise of seven working days ends on 11 March, the law's twenty on 30 March.
    for entered, since, late, back_dated in (
        (moment(day(9), 23), day(4), 0, 0),
        (moment(day(10), 0), day(4), 1, 1),
        (moment(day(15)), day(10), 1, 0),
    ):
        trail = trail_of((*_USUAL, request_supplement(since)), [moment(MONDAY)] * 3 + [entered])
        assert (trail.entered_late, trail.back_dated) == (late, back_dated)


def test_a_pause_the_law_does_not_know_is_late_for_the_promise_alone() -> None:
    assert PERMIT.promised is not None
    for item, procedure, late in (
        (PERMIT, Procedure.SITE_SURVEY, 1),
        (item_with(PERMIT, promised=None), Procedure.SITE_SURVEY, 0),
        (item_with(PERMIT, promised=None), Procedure.HEARING, 1),
        (
            item_with(PERMIT, promised=replace(PERMIT.promised, binds=Binds.APPLICANT)),
            Procedure.SITE_SURVEY,
            0,
        ),
    ):
        past = (receive(item), accept(), start(day(2), procedure))
        assert trail_of(past).entered_late == late, (item, procedure)


def test_a_pause_while_another_stops_the_clock_is_not_late() -> None:
    past = (receive(), accept(), request_supplement(day(2)), supplement(day(4)))
    entered = [moment(MONDAY), moment(MONDAY), moment(day(2)), moment(day(4))]
    trail = trail_of((*past, start(day(7))), [*entered, moment(day(7))])
    assert trail.entered_late == 0


def test_only_what_can_end_a_case_is_looked_into() -> None:
    events = told((*_USUAL, grant(day(9)), serve(day(10))))
    assert [closes(event) for event in events] == [False, False, False, True, False]


def test_what_was_carried_through_is_what_satisfies_a_plan() -> None:
    """Not what turned out to need nothing: that says nothing of how long it takes."""
    satisfied = {standing.value for standing in SATISFIED}
    stages = {stage for stage in Stage if stage.value in satisfied} | IN_FORCE
    assert stages - {Stage.NOT_REQUIRED} == CARRIED_THROUGH

"""时限: promises that begin anew, limits that bind others, warnings as data, hours."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.case.explaining import ClockReading, gravest, readings
from services.approvals.domain.case.ticking import timers
from services.approvals.domain.catalogue import AfterSupplement, Binds, Item, Limit
from services.approvals.domain.clocks.lights import Shown, light_at, turning
from services.approvals.domain.terms import ClockKind
from shared.kernel.clock import HalfDay, Light, LimitUnit
from shared.kernel.working_days import Year
from tests.domain.approvals.stories import (
    CALENDAR,
    LONG_AFTER,
    PERMIT,
    accept,
    after,
    case_after,
    day,
    deadline,
    evening,
    exceed,
    item_with,
    moment,
    morning,
    now,
    receive,
    recompute,
    request_supplement,
    start,
    supplement,
    warn,
)

STATUTORY, PROMISED = ClockKind.STATUTORY, ClockKind.PROMISED
ANEW = item_with(PERMIT, after_supplement=AfterSupplement.RESTART)


def limited(name: str, **changes: object) -> Item:
    """Return the permit with one of its limits changed."""
    limit: Limit = getattr(PERMIT, name)
    return item_with(PERMIT, **{name: replace(limit, **changes)})  # type: ignore[arg-type]  # a test says what it changes


def promise(at: HalfDay, *commands: asked.CaseCommand) -> ClockReading:
    reads = readings(case_after(*commands).clock, CALENDAR, at)
    return next(read for read in reads if read.kind is PROMISED)


class TestAPromiseThatBeginsAnew:
    past = (receive(ANEW), accept(), request_supplement(day(2)))

    def test_stands_while_the_supplement_is_awaited(self) -> None:
        assert deadline(case_after(*self.past), PROMISED).due is None

    def test_starts_the_day_after_the_supplement(self) -> None:
        case = case_after(*self.past, supplement(day(4)))
        assert deadline(case, PROMISED).start == day(4)
        assert deadline(case, PROMISED).due == evening(day(15))
        read = promise(evening(day(4)), *self.past, supplement(day(4)))
        assert (read.begun_anew_on, read.reckoning.used) == (day(4), Decimal(0))
        assert read.reckoning.days[0].day == day(5)

    def test_starts_with_the_last_of_several(self) -> None:
        twice = (*self.past, supplement(day(4)), request_supplement(day(8)), supplement(day(9)))
        assert deadline(case_after(*twice), PROMISED).start == day(9)

    def test_leaves_the_law_alone(self) -> None:
        plain = case_after(receive(), accept(), request_supplement(day(2)), supplement(day(4)))
        anew = case_after(*self.past, supplement(day(4)))
        assert deadline(anew, STATUTORY) == deadline(plain, STATUTORY)
        assert deadline(plain, PROMISED).start == day(0)
        reads = {read.kind: read for read in readings(anew.clock, CALENDAR, evening(day(4)))}
        assert reads[STATUTORY].begun_anew_on is None

    def test_is_begun_anew_by_a_supplement_alone(self) -> None:
        ended = asked.EndSpecialProcedure(**now(day(4)), calendar=CALENDAR, outcome="已结束")
        heard = case_after(receive(ANEW), accept(), start(day(2)), ended)
        assert deadline(heard, PROMISED).start == day(0)


@pytest.mark.parametrize("binds", [Binds.APPLICANT, Binds.PROCEDURE])
class TestALimitThatBindsOthers:
    def case(self, binds: Binds) -> tuple[asked.CaseCommand, ...]:
        return (receive(limited("promised", binds=binds)), accept())

    def test_names_whom_it_binds_in_its_alarms(self, binds: Binds) -> None:
        story = after(*self.case(binds))
        for command in (warn(moment(day(7), 12)), exceed(moment(day(10), 0))):
            (alarm,) = story.when(command).events or ()
            assert isinstance(alarm, said.LimitDueSoon | said.LimitExceeded)
            assert (alarm.clock, alarm.binds) == (PROMISED, binds)
        (overrun,) = story.when(exceed(LONG_AFTER, STATUTORY)).events or ()
        assert isinstance(overrun, said.LimitExceeded)
        assert overrun.binds is Binds.AUTHORITY

    def test_never_makes_the_authority_overdue(self, binds: Binds) -> None:
        case = case_after(*self.case(binds))
        assert {deadline(case, clock).binds for clock in (STATUTORY, PROMISED)} == {
            binds,
            Binds.AUTHORITY,
        }
        assert light_at(case.deadlines, case.clock, moment(day(20))) is Shown.NORMAL
        assert light_at(case.deadlines, case.clock, moment(day(29), 0)) is Shown.OVERDUE
        reads = readings(case.clock, CALENDAR, evening(day(20)))
        assert {read.kind: read.reckoning.light for read in reads}[PROMISED] is Light.OVERDUE
        assert gravest(reads) is Light.NORMAL

    def test_is_due_and_timed_where_it_is_alone(self, binds: Binds) -> None:
        alone = item_with(limited("promised", binds=binds), statutory=None)
        case = case_after(receive(alone), accept())
        assert turning(case.deadlines, case.clock).due == evening(day(9))
        assert light_at(case.deadlines, case.clock, LONG_AFTER) is Shown.NORMAL
        assert set(timers(case)) == {"due-soon.promised", "exceeded.promised"}
        assert gravest(readings(case.clock, CALENDAR, evening(day(30)))) is None

    def test_shows_no_light_while_it_stands_alone(self, binds: Binds) -> None:
        alone = item_with(limited("promised", binds=binds), statutory=None)
        case = case_after(receive(alone), accept(), request_supplement(day(2)))
        assert light_at(case.deadlines, case.clock, LONG_AFTER) is None


class TestWhenItWarns:
    def soon(self, item: Item, warn_days: str = "2") -> HalfDay | None:
        calendar = replace(CALENDAR, warn_days=Decimal(warn_days))
        accepted = replace(accept(), calendar=calendar)
        case = case_after(receive(item), accepted)
        return deadline(case, PROMISED).due_soon_from

    def test_is_two_days_before(self) -> None:
        assert self.soon(PERMIT) == evening(day(7))

    def test_is_as_agreed_in_the_park(self) -> None:
        assert self.soon(PERMIT, "3.5") == morning(day(4))

    def test_is_as_the_limit_itself_says(self) -> None:
        assert self.soon(limited("promised", warn_days=Decimal(1)), "5") == evening(day(8))


def test_a_limit_in_hours_is_a_limit() -> None:
    hours = limited("promised", days=Decimal(12), unit=LimitUnit.WORKING_HOURS)
    case = case_after(receive(hours), accept())
    assert deadline(case, PROMISED).due == morning(day(2))
    short = replace(accept(), calendar=replace(CALENDAR, hours_in_day=6))
    assert deadline(case_after(receive(hours), short), PROMISED).due == evening(day(2))


def test_a_limit_in_hours_is_shown_in_the_other_kind_too() -> None:
    hours = limited("promised", days=Decimal(48), unit=LimitUnit.WORKING_HOURS, unit_verified=False)
    case = case_after(receive(hours), accept())
    assert deadline(case, PROMISED).other_unit_due == evening(day(2))
    natural = limited(
        "promised", days=Decimal(48), unit=LimitUnit.NATURAL_HOURS, unit_verified=False
    )
    other = deadline(case_after(receive(natural), accept()), PROMISED).other_unit_due
    assert other == evening(date(2026, 3, 10))


def test_a_notice_moves_what_ran_into_its_provisional_year() -> None:
    december, later = date(2026, 12, 21), moment(date(2026, 12, 22))
    past = [replace(one, at=later) for one in (receive(PERMIT, december), accept(december))]
    case = case_after(*past)
    (before,) = [
        r for r in readings(case.clock, CALENDAR, evening(december)) if r.kind is STATUTORY
    ]
    assert (before.reckoning.provisional, before.reckoning.due) == (
        True,
        evening(date(2027, 1, 19)),
    )
    new_year = {date(2027, 1, 1): "元旦", date(2027, 1, 4): "元旦调休"}
    worked = {date(2027, 1, 9): "元旦调休上班", date(2027, 1, 10): "元旦调休上班"}
    notice = Year(workdays_off=new_year, working_weekends=worked)
    years = {**CALENDAR.years, 2027: notice}
    published = replace(CALENDAR, version="CN-5", years=years)
    moved = after(*past).when(recompute(published)).events or ()
    statutory = [
        e for e in moved if isinstance(e, said.DeadlineRecomputed) and e.clock is STATUTORY
    ]
    assert [(e.from_due, e.to_due) for e in statutory] == [
        (evening(date(2027, 1, 19)), evening(date(2027, 1, 18)))
    ]
    (now,) = [r for r in readings(case.clock, published, evening(december)) if r.kind is STATUTORY]
    assert not now.reckoning.provisional

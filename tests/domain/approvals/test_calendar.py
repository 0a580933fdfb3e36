"""工作日历: years published and corrected, under a version that every count names."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.calendar.working_calendar import CALENDAR, CalendarState
from shared.adapters.calendar_source import provisional_year, published_year
from shared.kernel.working_days import Year, add_working_days, is_working, why
from tests.domain.approvals.stories import MONDAY, PARK, on
from tests.harness.given_when_then import Story, asking_again_changes_nothing

Calendars = Story[asked.CalendarCommand, CalendarState, said.CalendarEvent]


def publish(number: int, year: Year | None = None) -> asked.PublishYear:
    return asked.PublishYear(
        **on(MONDAY), number=number, year=year or published_year(number), source="通知"
    )


def correct(*days: asked.DayAs, region: str = asked.NATION) -> asked.CorrectCalendar:
    return asked.CorrectCalendar(**on(MONDAY), days=days, reason="台风停工", region=region)


def agree(region: str = asked.NATION, warn: str = "2", hours: int = 8) -> asked.AgreeParkTiming:
    return asked.AgreeParkTiming(
        **on(MONDAY),
        park=PARK,
        region=region,
        warn_days=Decimal(warn),
        hours_in_day=hours,
        reason="园区办法",
    )


def off(when: date, name: str = "临时放假") -> asked.DayAs:
    return asked.DayAs(day=when, working=False, name=name)


def worked(when: date, name: str = "调休上班") -> asked.DayAs:
    return asked.DayAs(day=when, working=True, name=name)


def told(*commands: asked.CalendarCommand) -> list[said.CalendarEvent]:
    events: list[said.CalendarEvent] = []
    for command in commands:
        events += CALENDAR.decide(command, CALENDAR.fold(events))
    return events


def after(*commands: asked.CalendarCommand) -> Calendars:
    return Story(CALENDAR).given(*told(*commands))


def calendar_after(*commands: asked.CalendarCommand) -> CalendarState:
    return CALENDAR.fold(told(*commands))


def test_the_version_counts_what_happened_to_the_calendar() -> None:
    state = calendar_after(publish(2025), publish(2026), correct(off(date(2026, 3, 3))))
    assert (state.calendar.version, state.version) == ("CN-3", 3)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (date(2026, 2, 12), 7, date(2026, 2, 28)),
        (date(2026, 9, 18), 5, date(2026, 9, 24)),
        (date(2025, 9, 26), 7, date(2025, 10, 13)),
    ],
)
def test_the_shipped_years_count_as_the_notices_have_them(
    start: date, days: int, due: date
) -> None:
    calendar = calendar_after(publish(2025), publish(2026)).calendar
    assert add_working_days(calendar, start, days) == due


def test_a_year_survives_storage_as_it_was() -> None:
    assert calendar_after(publish(2026)).calendar.years[2026] == published_year(2026)


def test_publishing_again_changes_nothing() -> None:
    asking_again_changes_nothing(CALENDAR, (), publish(2026))


def test_a_notice_replaces_a_provisional_year() -> None:
    state = calendar_after(publish(2026, provisional_year(2026)), publish(2026))
    assert not state.calendar.years[2026].provisional


def test_what_a_notice_said_is_only_corrected() -> None:
    story = after(publish(2026))
    story.when(publish(2026, provisional_year(2026))).then_rejected(
        "calendar-year-already-published"
    )


def test_a_year_holds_its_own_days() -> None:
    after().when(publish(2027, published_year(2026))).then_rejected("calendar-day-outside-year")


def test_a_working_day_becomes_a_day_off_and_back() -> None:
    day = date(2026, 3, 3)
    state = calendar_after(publish(2026), correct(off(day)))
    assert (is_working(state.calendar, day), why(state.calendar, day)) == (False, "临时放假")
    back = calendar_after(publish(2026), correct(off(day)), correct(worked(day)))
    assert is_working(back.calendar, day)
    assert back.calendar.years == calendar_after(publish(2026)).calendar.years


def test_a_weekend_is_worked_and_back() -> None:
    saturday = date(2026, 3, 7)
    state = calendar_after(publish(2026), correct(worked(saturday)))
    assert (is_working(state.calendar, saturday), why(state.calendar, saturday)) == (
        True,
        "调休上班",
    )
    back = calendar_after(publish(2026), correct(worked(saturday)), correct(off(saturday, "周末")))
    assert not is_working(back.calendar, saturday)


def test_the_event_says_from_what_to_what_and_why() -> None:
    event = told(publish(2026), correct(off(date(2026, 3, 3))))[-1]
    assert isinstance(event, said.CalendarCorrected)
    assert event.days == (
        said.CorrectedDay(
            day=date(2026, 3, 3),
            from_working=True,
            to_working=False,
            from_name="工作日",
            to_name="临时放假",
        ),
    )
    assert (event.reason, event.from_calendar_version, event.calendar_version) == (
        "台风停工",
        "CN-1",
        "CN-2",
    )


def test_correcting_again_changes_nothing() -> None:
    asking_again_changes_nothing(CALENDAR, told(publish(2026)), correct(off(date(2026, 3, 3))))


def test_only_what_is_different_is_corrected() -> None:
    after(publish(2026)).when(correct(worked(date(2026, 3, 3)))).then_nothing()
    both = correct(worked(date(2026, 3, 3)), off(date(2026, 3, 4)))
    (event,) = after(publish(2026)).when(both).events or ()
    assert isinstance(event, said.CalendarCorrected)
    assert [one.day for one in event.days] == [date(2026, 3, 4)]


def test_a_day_is_corrected_once_at_a_time() -> None:
    twice = correct(off(date(2026, 3, 3)), worked(date(2026, 3, 3)))
    after(publish(2026)).when(twice).then_rejected("calendar-day-twice")


def test_a_year_that_is_not_there_is_not_corrected() -> None:
    story = after(publish(2026))
    story.when(correct(off(date(2029, 3, 3)))).then_rejected("calendar-year-missing")


def test_the_calendar_is_everybody_s() -> None:
    assert CALENDAR.about(calendar_after(publish(2026))).project is None


ANHUI, HUAINAN = "CN-34", "CN-3404"
FESTIVAL = date(2026, 4, 20)


def test_a_region_adds_days_to_the_nation_s() -> None:
    state = calendar_after(publish(2026), correct(off(FESTIVAL, "豆腐文化节"), region=HUAINAN))
    assert why(state.in_region(HUAINAN), FESTIVAL) == "豆腐文化节"
    assert not is_working(state.in_region(HUAINAN), FESTIVAL)
    assert is_working(state.calendar, FESTIVAL)
    assert is_working(state.in_region(ANHUI), FESTIVAL)
    assert state.in_region(HUAINAN).version == state.calendar.version == "CN-2"
    assert state.regions == {"CN", HUAINAN}


def test_a_region_works_a_weekend_and_where_the_nation_rests() -> None:
    saturday, labour_day = date(2026, 3, 7), date(2026, 5, 1)
    days = correct(worked(saturday), worked(labour_day), region=HUAINAN)
    region = calendar_after(publish(2026), days).in_region(HUAINAN)
    assert (is_working(region, saturday), why(region, saturday)) == (True, "调休上班")
    assert (is_working(region, labour_day), why(region, labour_day)) == (True, "工作日")


def test_a_region_stands_on_what_the_nation_becomes() -> None:
    regional = correct(off(FESTIVAL), region=HUAINAN)
    later = correct(off(date(2026, 4, 21), "哀悼日"))
    region = calendar_after(publish(2026), regional, later).in_region(HUAINAN)
    assert [is_working(region, day) for day in (FESTIVAL, date(2026, 4, 21))] == [False, False]
    notice = (publish(2026, provisional_year(2026)), regional, publish(2026))
    assert not is_working(calendar_after(*notice).in_region(HUAINAN), FESTIVAL)


def test_a_regional_day_taken_back_is_the_nation_s_again() -> None:
    taken_back = correct(worked(FESTIVAL), region=HUAINAN)
    state = calendar_after(publish(2026), correct(off(FESTIVAL), region=HUAINAN), taken_back)
    assert is_working(state.in_region(HUAINAN), FESTIVAL)
    assert state.regional[HUAINAN] == {}


def test_only_what_is_different_in_the_region_is_corrected_there() -> None:
    past = (publish(2026), correct(off(FESTIVAL), region=HUAINAN))
    asking_again_changes_nothing(CALENDAR, told(publish(2026)), past[1])
    after(*past).when(correct(off(FESTIVAL), region=ANHUI)).then(
        said.CalendarCorrected(
            region=ANHUI,
            days=(
                said.CorrectedDay(
                    day=FESTIVAL,
                    from_working=True,
                    to_working=False,
                    from_name="工作日",
                    to_name="临时放假",
                ),
            ),
            reason="台风停工",
            source="",
            from_calendar_version="CN-2",
            calendar_version="CN-3",
        )
    )


def test_a_park_counts_as_it_has_agreed() -> None:
    festival = correct(off(FESTIVAL), region=HUAINAN)
    state = calendar_after(publish(2026), festival, agree(HUAINAN, "3", 7))
    here, elsewhere = state.in_park(PARK), state.in_park(None)
    assert not is_working(here, FESTIVAL)
    assert (here.warn_days, here.hours_in_day, here.version) == (Decimal(3), 7, "CN-3")
    assert is_working(elsewhere, FESTIVAL)
    assert (elsewhere.warn_days, elsewhere.hours_in_day) == (Decimal(2), 8)
    assert agree(ANHUI).region in calendar_after(publish(2026), agree(ANHUI)).regions


def test_what_a_park_agrees_says_what_it_counted_with_before() -> None:
    (event,) = after(publish(2026), agree(HUAINAN)).when(agree(HUAINAN, "5")).events or ()
    assert isinstance(event, said.ParkTimingAgreed)
    assert (event.before.warn_days, event.after.warn_days) == (Decimal(2), Decimal(5))
    assert event.before.region == event.after.region == HUAINAN


def test_agreeing_again_or_on_what_is_usual_changes_nothing() -> None:
    asking_again_changes_nothing(CALENDAR, told(publish(2026)), agree(HUAINAN, "3"))
    after(publish(2026)).when(agree()).then_nothing()


@pytest.mark.parametrize("warn", ["-1", "61", "1.3"])
def test_a_warning_comes_in_good_time_in_half_days(warn: str) -> None:
    after(publish(2026)).when(agree(warn=warn)).then_rejected("warning-out-of-range")


def test_what_slip_a_park_bears_untold_is_agreed_too() -> None:
    (event,) = after(publish(2026)).when(replace(agree(HUAINAN), slip_days=10)).events or ()
    assert isinstance(event, said.ParkTimingAgreed)
    assert (event.before.slip_days, event.after.slip_days) == (5, 10)
    state = calendar_after(publish(2026), replace(agree(HUAINAN), slip_days=10))
    assert (state.timing(PARK).slip_days, state.timing(None).slip_days) == (10, 5)


@pytest.mark.parametrize("slip", [-1, 61])
def test_a_slip_is_told_in_good_time(slip: int) -> None:
    story = after(publish(2026)).when(replace(agree(), slip_days=slip))
    story.then_rejected("slip-out-of-range")


@pytest.mark.parametrize("hours", [0, 25])
def test_a_working_day_has_hours_as_a_day_has(hours: int) -> None:
    after(publish(2026)).when(agree(hours=hours)).then_rejected("working-day-out-of-range")

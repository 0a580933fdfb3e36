"""工作日历: years published and corrected, under a version that every count names."""

from datetime import date

import pytest

from services.approvals.domain import commands as asked
from services.approvals.domain import events as said
from services.approvals.domain.working_calendar import CALENDAR, CalendarState
from shared.adapters.calendar_source import provisional_year, published_year
from shared.kernel.working_days import Year, add_working_days, is_working, why
from tests.domain.approvals.stories import MONDAY, on
from tests.harness.given_when_then import Story, asking_again_changes_nothing

Calendars = Story[asked.CalendarCommand, CalendarState, said.CalendarEvent]


def publish(number: int, year: Year | None = None) -> asked.PublishYear:
    return asked.PublishYear(
        **on(MONDAY), number=number, year=year or published_year(number), source="通知"
    )


def correct(*days: asked.DayAs) -> asked.CorrectCalendar:
    return asked.CorrectCalendar(**on(MONDAY), days=days, reason="台风停工")


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

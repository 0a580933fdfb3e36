"""工作日历: the years as published and corrected, under a version that counts its events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import assert_never

from services.approvals.domain.commands import (
    UNPUBLISHED,
    CalendarCommand,
    CorrectCalendar,
    DayAs,
    PublishYear,
)
from services.approvals.domain.events import (
    CalendarCorrected,
    CalendarEvent,
    CalendarYearPublished,
    CorrectedDay,
    NamedDay,
)
from shared.kernel.decider import About, Decider
from shared.kernel.rejected import Rejected
from shared.kernel.working_days import WORKING_DAY, Calendar, Year, is_working, why

REGION = "CN"
_SATURDAY = 5


@dataclass(frozen=True, kw_only=True)
class CalendarState:
    """日历状态: the calendar and how many events it has come through."""

    calendar: Calendar = UNPUBLISHED
    version: int = 0

    @property
    def next_version(self) -> str:
        """The name of the calendar after one more event."""
        return version_text(self.version + 1)


def version_text(version: int) -> str:
    """Name a version of the calendar."""
    return f"{REGION}-{version}"


def decide(command: CalendarCommand, state: CalendarState) -> Sequence[CalendarEvent]:
    """Answer a command with the events that follow, or raise Rejected."""
    match command:
        case PublishYear():
            return publish_year(command, state)
        case CorrectCalendar():
            return correct(command, state)
        case _:
            assert_never(command)


def publish_year(command: PublishYear, state: CalendarState) -> list[CalendarYearPublished]:
    """公布年度安排: a notice replaces what was provisional; a notice is only corrected."""
    known = state.calendar.years.get(command.number)
    if known == command.year:
        return []
    if known is not None and not known.provisional:
        detail = "a year published by its notice is changed by a correction"
        raise Rejected("calendar-year-already-published", detail, year=command.number)
    if any(day.year != command.number for day in _days(command.year)):
        detail = f"a day named lies outside {command.number}"
        raise Rejected("calendar-day-outside-year", detail, year=command.number)
    return [
        CalendarYearPublished(
            region=REGION,
            year=command.number,
            workdays_off=_named(command.year.workdays_off),
            working_weekends=_named(command.year.working_weekends),
            provisional=command.year.provisional,
            source=command.source,
            calendar_version=state.next_version,
        )
    ]


def correct(command: CorrectCalendar, state: CalendarState) -> list[CalendarCorrected]:
    """更正日历: only days that are different now than they were."""
    days = [_corrected(day, state.calendar) for day in sorted(command.days, key=_by_day)]
    if len({day.day for day in days}) != len(days):
        raise Rejected("calendar-day-twice", "a day is corrected once at a time")
    changed = tuple(
        day for day in days if (day.from_working, day.from_name) != (day.to_working, day.to_name)
    )
    if not changed:
        return []
    return [
        CalendarCorrected(
            region=REGION,
            days=changed,
            reason=command.reason,
            source=command.source,
            from_calendar_version=state.calendar.version,
            calendar_version=state.next_version,
        )
    ]


def _by_day(day: DayAs) -> date:
    return day.day


def _corrected(to: DayAs, calendar: Calendar) -> CorrectedDay:
    name = to.name
    if to.working and to.day.weekday() < _SATURDAY:
        name = WORKING_DAY
    return CorrectedDay(
        day=to.day,
        from_working=is_working(calendar, to.day),
        to_working=to.working,
        from_name=why(calendar, to.day),
        to_name=name,
    )


def _named(days: Mapping[date, str]) -> tuple[NamedDay, ...]:
    return tuple(NamedDay(day=day, name=name) for day, name in sorted(days.items()))


def _days(year: Year) -> list[date]:
    return [*year.workdays_off, *year.working_weekends]


def evolve(state: CalendarState, event: CalendarEvent) -> CalendarState:
    """Take in one event. No rules here: what happened, happened."""
    match event:
        case CalendarYearPublished():
            years = {**state.calendar.years, event.year: _year(event)}
        case CalendarCorrected():
            years = dict(state.calendar.years)
            for day in event.days:
                years[day.day.year] = _with(years[day.day.year], day)
        case _:
            assert_never(event)
    return CalendarState(
        calendar=Calendar(version=event.calendar_version, years=years), version=state.version + 1
    )


def _year(event: CalendarYearPublished) -> Year:
    return Year(
        workdays_off={one.day: one.name for one in event.workdays_off},
        working_weekends={one.day: one.name for one in event.working_weekends},
        provisional=event.provisional,
    )


def _with(year: Year, corrected: CorrectedDay) -> Year:
    """Return a year in which one day is as corrected, in its place by weekday."""
    day = corrected.day
    off = {d: name for d, name in year.workdays_off.items() if d != day}
    worked = {d: name for d, name in year.working_weekends.items() if d != day}
    if not corrected.to_working:
        off[day] = corrected.to_name
    elif day.weekday() >= _SATURDAY:
        worked[day] = corrected.to_name
    return replace(year, workdays_off=off, working_weekends=worked)


def about(_: CalendarState) -> About:
    """The calendar is everybody's."""
    return About()


CALENDAR: Decider[CalendarCommand, CalendarState, CalendarEvent] = Decider(
    category="calendar",
    initial=CalendarState(),
    decide=decide,
    evolve=evolve,
    about=about,
)

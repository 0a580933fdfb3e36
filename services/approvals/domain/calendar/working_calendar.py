"""工作日历: the years as published and corrected, under a version that counts its events.

One history holds the nation, the regions that have days of their own, and what the parks have
agreed: so that one version names all that a limit is counted with.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from typing import assert_never

from services.approvals.domain.calendar.corrections import (
    Corrections,
    corrected,
    published,
    settled,
)
from services.approvals.domain.commands import (
    NATION,
    UNPUBLISHED,
    AgreeParkTiming,
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
    ParkTiming,
    ParkTimingAgreed,
)
from shared.kernel.decider import About, Decider
from shared.kernel.identifiers import ParkId
from shared.kernel.rejected import Rejected
from shared.kernel.values import replace
from shared.kernel.working_days import (
    HALF,
    HOURS_IN_DAY,
    WARN_DAYS,
    WORKING_DAY,
    Calendar,
    Year,
    is_working,
    why,
)

REGION = NATION
USUAL = ParkTiming(region=NATION, warn_days=WARN_DAYS, hours_in_day=HOURS_IN_DAY)
_SATURDAY = 5
_SHORTEST_DAY, _LONGEST_DAY = 1, 24
_EARLIEST_WARNING = 60
_LONGEST_SLIP = 60


@dataclass(frozen=True, kw_only=True)
class CalendarState:
    """日历状态: the nation's calendar, what is different elsewhere, and how many events came."""

    calendar: Calendar = UNPUBLISHED
    version: int = 0
    regional: Mapping[str, Mapping[date, CorrectedDay]] = field(default_factory=dict)
    parks: Mapping[ParkId, ParkTiming] = field(default_factory=dict)
    corrections: Corrections = field(default_factory=dict)

    @property
    def next_version(self) -> str:
        """The name of the calendar after one more event."""
        return version_text(self.version + 1)

    @property
    def regions(self) -> frozenset[str]:
        """The regions that have days of their own, or that a park keeps to."""
        return frozenset(self.regional) | {park.region for park in self.parks.values()} | {NATION}

    def timing(self, park: ParkId | None) -> ParkTiming:
        """Return what a park has agreed, or else what is usual."""
        return USUAL if park is None else self.parks.get(park, USUAL)

    def in_region(self, region: str) -> Calendar:
        """Return the nation's calendar with the days that are different in a region."""
        own = self.regional.get(region, {})
        if not own:
            return self.calendar
        years = dict(self.calendar.years)
        for day in own.values():
            years[day.day.year] = _with(years[day.day.year], day)
        return replace(self.calendar, years=years)

    def in_park(self, park: ParkId | None) -> Calendar:
        """Return what limits are counted with in a park."""
        timing = self.timing(park)
        calendar = self.in_region(timing.region)
        warn_days, hours = timing.warn_days, timing.hours_in_day
        if (calendar.warn_days, calendar.hours_in_day) == (warn_days, hours):
            return calendar
        return replace(calendar, warn_days=warn_days, hours_in_day=hours)


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
        case AgreeParkTiming():
            return agree_timing(command, state)
        case _:
            assert_never(command)


def publish_year(command: PublishYear, state: CalendarState) -> list[CalendarYearPublished]:
    """公布年度安排: a notice replaces what was provisional; a notice is only corrected.

    What is provisional again leaves the days as they were corrected.
    """
    known = state.calendar.years.get(command.number)
    if known is not None and not known.provisional and known != command.year:
        detail = "a year published by its notice is changed by a correction"
        raise Rejected("calendar-year-already-published", detail, year=command.number)
    if any(day.year != command.number for day in _days(command.year)):
        detail = f"a day named lies outside {command.number}"
        raise Rejected("calendar-day-outside-year", detail, year=command.number)
    kept, dropped = settled(command.number, command.year, state.corrections)
    year = reduce(_with, kept, command.year)
    if known == year and published(command.number, kept, state.corrections) == state.corrections:
        return []
    return [
        CalendarYearPublished(
            region=REGION,
            year=command.number,
            workdays_off=_named(year.workdays_off),
            working_weekends=_named(year.working_weekends),
            provisional=year.provisional,
            source=command.source,
            calendar_version=state.next_version,
            kept=kept,
            dropped=dropped,
        )
    ]


def correct(command: CorrectCalendar, state: CalendarState) -> list[CalendarCorrected]:
    """更正日历: only days that are different now than they were."""
    calendar = state.in_region(command.region)
    days = [_corrected(day, calendar) for day in sorted(command.days, key=_by_day)]
    if len({day.day for day in days}) != len(days):
        raise Rejected("calendar-day-twice", "a day is corrected once at a time")
    changed = tuple(
        day for day in days if (day.from_working, day.from_name) != (day.to_working, day.to_name)
    )
    if not changed:
        return []
    return [
        CalendarCorrected(
            region=command.region,
            days=changed,
            reason=command.reason,
            source=command.source,
            from_calendar_version=state.calendar.version,
            calendar_version=state.next_version,
        )
    ]


def agree_timing(command: AgreeParkTiming, state: CalendarState) -> list[ParkTimingAgreed]:
    """约定园区计时: what a park counts with, where it is not what it counted with before."""
    if not 0 <= command.warn_days <= _EARLIEST_WARNING or command.warn_days % HALF:
        detail = f"a warning comes 0 to {_EARLIEST_WARNING} days before the end, in half days"
        raise Rejected("warning-out-of-range", detail, warn_days=str(command.warn_days))
    if not _SHORTEST_DAY <= command.hours_in_day <= _LONGEST_DAY:
        detail = f"a working day has {_SHORTEST_DAY} to {_LONGEST_DAY} hours"
        raise Rejected("working-day-out-of-range", detail, hours_in_day=command.hours_in_day)
    if not 0 <= command.slip_days <= _LONGEST_SLIP:
        detail = f"people are told of a slip of more than 0 to {_LONGEST_SLIP} working days"
        raise Rejected("slip-out-of-range", detail, slip_days=command.slip_days)
    before = state.timing(command.park)
    after = ParkTiming(
        region=command.region,
        warn_days=command.warn_days,
        hours_in_day=command.hours_in_day,
        slip_days=command.slip_days,
    )
    if after == before:
        return []
    return [
        ParkTimingAgreed(
            park=command.park,
            before=before,
            after=after,
            reason=command.reason,
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
    calendar = replace(state.calendar, version=event.calendar_version)
    counted = replace(state, calendar=calendar, version=state.version + 1)
    match event:
        case CalendarYearPublished():
            kept = published(event.year, event.kept, state.corrections)
            years = {**calendar.years, event.year: _year(event)}
            return _in_nation(replace(counted, corrections=kept), years)
        case CalendarCorrected() if event.region == NATION:
            years = dict(calendar.years)
            for day in event.days:
                years[day.day.year] = _with(years[day.day.year], day)
            days = [one for one in event.days if years[one.day.year].provisional]
            kept = corrected(days, state.corrections)
            return _in_nation(replace(counted, corrections=kept), years)
        case CalendarCorrected():
            return _in_one_region(counted, event)
        case ParkTimingAgreed():
            return replace(counted, parks={**state.parks, event.park: event.after})
        case _:
            assert_never(event)


def _in_nation(state: CalendarState, years: Mapping[int, Year]) -> CalendarState:
    return replace(state, calendar=replace(state.calendar, years=years))


def _in_one_region(state: CalendarState, event: CalendarCorrected) -> CalendarState:
    """Keep the days of a region; one that is again as the nation has it is no longer its own."""
    days = {**state.regional.get(event.region, {}), **{day.day: day for day in event.days}}
    own = {
        day: one
        for day, one in days.items()
        if (one.to_working, one.to_name)
        != (is_working(state.calendar, day), why(state.calendar, day))
    }
    return replace(state, regional={**state.regional, event.region: own})


def _year(event: CalendarYearPublished) -> Year:
    return Year(
        workdays_off={one.day: one.name for one in event.workdays_off},
        working_weekends={one.day: one.name for one in event.working_weekends},
        provisional=event.provisional,
    )


def _with(year: Year, one: CorrectedDay) -> Year:
    """Return a year in which one day is as corrected, in its place by weekday."""
    day = one.day
    off = {d: name for d, name in year.workdays_off.items() if d != day}
    worked = {d: name for d, name in year.working_weekends.items() if d != day}
    if not one.to_working:
        off[day] = one.to_name
    elif day.weekday() >= _SATURDAY:
        worked[day] = one.to_name
    return replace(year, workdays_off=off, working_weekends=worked)


def about(_: CalendarState) -> About:
    """The calendar is everybody's."""
    return About()


CALENDAR: Decider[CalendarCommand, CalendarState, CalendarEvent] = Decider(
    category="calendar", initial=CalendarState(), decide=decide, evolve=evolve, about=about
)

"""What happened to the working-day calendar. The stored format: add, never rename."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class NamedDay:
    """特别日: a day that is not what its weekday says, and what it is called."""

    day: date
    name: str


@dataclass(frozen=True, kw_only=True)
class CorrectedDay:
    """更正日: a day that was worked or off, and now is not, under its new name."""

    day: date
    from_working: bool
    to_working: bool
    from_name: str
    to_name: str


@dataclass(frozen=True, kw_only=True)
class CalendarYearPublished:
    """年度安排公布: the days off and the working weekends of a year, or what they may be."""

    region: str
    year: int
    workdays_off: tuple[NamedDay, ...]
    working_weekends: tuple[NamedDay, ...]
    provisional: bool
    source: str
    calendar_version: str


@dataclass(frozen=True, kw_only=True)
class CalendarCorrected:
    """日历更正: some days of published years are different from what was published."""

    region: str
    days: tuple[CorrectedDay, ...]
    reason: str
    source: str
    from_calendar_version: str
    calendar_version: str


CalendarEvent = CalendarYearPublished | CalendarCorrected

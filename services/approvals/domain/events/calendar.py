"""What happened to the working-day calendar. The stored format: add, never rename."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from shared.kernel.identifiers import ParkId


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
    """年度安排公布: the days off and the working weekends of a year, or what they may be.

    What is provisional has the days that are `kept` as they were corrected, not as they would be
    by it; a notice has them its own way and says which it has `dropped`.
    """

    region: str
    year: int
    workdays_off: tuple[NamedDay, ...]
    working_weekends: tuple[NamedDay, ...]
    provisional: bool
    source: str
    calendar_version: str
    kept: tuple[CorrectedDay, ...] = ()
    dropped: tuple[CorrectedDay, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CalendarCorrected:
    """日历更正: some days are different from what was published, in the nation or in one region.

    A regional day stands on the nation's calendar until it is as that has it again.
    """

    region: str
    days: tuple[CorrectedDay, ...]
    reason: str
    source: str
    from_calendar_version: str
    calendar_version: str


# By how many working days the earliest start may be later than told before people are told anew.
SLIP_DAYS = 5


@dataclass(frozen=True, kw_only=True)
class ParkTiming:
    """园区计时: the region whose days it keeps, how many days before an end it warns, its hours.

    Of an earliest start that slips by more than `slip_days` working days people are told anew.
    """

    region: str
    warn_days: Decimal
    hours_in_day: int
    slip_days: int = SLIP_DAYS


@dataclass(frozen=True, kw_only=True)
class ParkTimingAgreed:
    """园区计时约定: how limits are counted in a park from now on."""

    park: ParkId
    before: ParkTiming
    after: ParkTiming
    reason: str
    calendar_version: str


CalendarEvent = CalendarYearPublished | CalendarCorrected | ParkTimingAgreed

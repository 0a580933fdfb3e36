"""Counting 工作日 in a calendar that comes in as a value, with a reason for every day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from shared.kernel.rejected import Rejected

HALF = Decimal("0.5")
WARN_DAYS = Decimal(2)
HOURS_IN_DAY = 8
WORKING_DAY = "工作日"
WEEKEND = "周末"
_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Year:
    """年度安排: the days of one year that are not what their weekday says, by name.

    `workdays_off` names holidays (those on a weekend too); `working_weekends` names the Saturdays
    and Sundays that are worked (调休). A provisional year awaits the official notice.
    """

    workdays_off: Mapping[date, str]
    working_weekends: Mapping[date, str]
    provisional: bool = False

    def __post_init__(self) -> None:
        if any(day.weekday() < _SATURDAY for day in self.working_weekends):
            raise ValueError("only a Saturday or Sunday can be a working weekend")
        if not self.workdays_off.keys().isdisjoint(self.working_weekends):
            raise ValueError("a day is either worked or off")


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """工作日历: the years known, under the version that every date counted with it names.

    Where it holds it is also said from how few days left one is warned, and how many hours a
    working day has.
    """

    version: str
    years: Mapping[int, Year]
    warn_days: Decimal = WARN_DAYS
    hours_in_day: int = HOURS_IN_DAY

    def __post_init__(self) -> None:
        for number, year in self.years.items():
            if any(day.year != number for day in (*year.workdays_off, *year.working_weekends)):
                raise ValueError(f"a day named in {number} lies in another year")

    def year_of(self, day: date) -> Year:
        """Return the year of a day, or raise Rejected: an unknown year is not guessed."""
        year = self.years.get(day.year)
        if year is None:
            detail = f"calendar {self.version} does not hold {day.year}"
            raise Rejected(
                "calendar-year-missing", detail, year=day.year, calendar_version=self.version
            )
        return year


@dataclass(frozen=True, kw_only=True)
class CountedDay:
    """计日: one day of the way to a due date, how much of it counted, and why."""

    day: date
    counted: Decimal
    reason: str


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """期限说明: every day after the start up to the due day; what counted sums to the limit.

    With `at_midday` the limit ends at noon of the due day. Provisional: a year passed through
    awaits its official notice, so the date may still move.
    """

    start: date
    limit: Decimal
    due: date
    at_midday: bool
    days: tuple[CountedDay, ...]
    calendar_version: str
    provisional: bool


def is_working(calendar: Calendar, day: date) -> bool:
    """Say whether a day is worked."""
    year = calendar.year_of(day)
    if day in year.working_weekends:
        return True
    return day.weekday() < _SATURDAY and day not in year.workdays_off


def why(calendar: Calendar, day: date) -> str:
    """Name the reason a day is worked or not: 工作日, 周末, or the name the calendar gives it."""
    year = calendar.year_of(day)
    named = year.working_weekends.get(day) or year.workdays_off.get(day)
    return named or (WORKING_DAY if day.weekday() < _SATURDAY else WEEKEND)


def add_working_days(calendar: Calendar, day: date, limit: Decimal | int) -> date:
    """Return the day on which a limit ends; the first day is not counted.

    Halves are allowed: 2.5 ends on the third working day (at noon, as `explain` says).
    """
    return explain(calendar, day, limit).due


def working_days_between(calendar: Calendar, start: date, end: date) -> int:
    """Count the working days after `start` up to and with `end`; backwards is negative."""
    if end < start:
        return -working_days_between(calendar, end, start)
    return sum(is_working(calendar, day) for day in _days_after(start, end))


def explain(calendar: Calendar, start: date, limit: Decimal | int) -> Explanation:
    """Count a limit in working days, keeping every day and its reason."""
    remaining = limit_of(limit)
    counted_days = []
    day = start
    while remaining > 0:
        day += _ONE_DAY
        counted = min(remaining, Decimal(1)) if is_working(calendar, day) else Decimal(0)
        counted_days.append(CountedDay(day=day, counted=counted, reason=why(calendar, day)))
        remaining -= counted
    return Explanation(
        start=start,
        limit=limit_of(limit),
        due=day,
        at_midday=counted_days[-1].counted == HALF,
        days=tuple(counted_days),
        calendar_version=calendar.version,
        provisional=any(calendar.year_of(one.day).provisional for one in counted_days),
    )


def limit_of(limit: Decimal | int) -> Decimal:
    """Return a limit as halves of days, or raise Rejected."""
    exact = Decimal(limit)
    if not exact.is_finite() or exact <= 0:
        raise Rejected("limit-not-positive", "a limit is longer than nothing", limit=str(limit))
    if exact % HALF:
        raise Rejected("limit-not-halves", "a limit is counted in half days", limit=str(limit))
    return exact


def _days_after(start: date, end: date) -> Iterator[date]:
    return (start + timedelta(days=n) for n in range(1, (end - start).days + 1))

"""Positions in time: half working days after today, and the half days of the calendar they are."""

from datetime import date, timedelta
from decimal import Decimal

from shared.kernel.clock import Half, HalfDay
from shared.kernel.working_days import (
    HALF,
    Calendar,
    is_working,
    limit_of,
    working_days_between,
)

_ONE_DAY = timedelta(days=1)


def halves_of(days: Decimal) -> int:
    """Return days, or none, as half days, or raise Rejected."""
    return position_of(limit_of(days)) if days != 0 else 0


def position_of(days: Decimal) -> int:
    """Return days that are known to be half days as such."""
    return int(days / HALF)


def days_of(halves: int) -> Decimal:
    """Return half days as days."""
    return halves * HALF


class Timetable:
    """工作日序: position 0 is the end of today, and every half working day after it adds one.

    The calendar is walked through once, as far as it is asked for.
    """

    def __init__(self, calendar: Calendar, today: date) -> None:
        self._calendar = calendar
        self._today = today
        self._after: list[date] = []
        self._before: list[date] = []

    def ending(self, position: int) -> HalfDay:
        """Return the half day at whose end a position lies."""
        return HalfDay(self._today) if position == 0 else self._half_day(position)

    def beginning(self, position: int, length: int) -> HalfDay:
        """Return the half day in which work of this length begins; what takes none has no work."""
        return self._half_day(position + 1) if length else self.ending(position)

    def end_of(self, day: date) -> int:
        """Return the position of the end of a day; before today it is negative."""
        return 2 * working_days_between(self._calendar, self._today, day)

    def morning_of(self, day: date) -> int:
        """Return the position of a day's morning; what has passed is today."""
        return max(0, self.end_of(day - _ONE_DAY))

    def is_provisional(self, until: date) -> bool:
        """Say whether a year passed through awaits its official notice."""
        first = (self._today + _ONE_DAY).year
        return any(self._calendar.years[year].provisional for year in range(first, until.year + 1))

    def _half_day(self, number: int) -> HalfDay:
        half = Half.MORNING if number % 2 else Half.AFTERNOON
        return HalfDay(self._worked((number + 1) // 2), half)

    def _worked(self, number: int) -> date:
        """Return the n-th working day after today; none after it is the last one up to today."""
        if number > 0:
            return _nth(self._calendar, self._after, self._today + _ONE_DAY, number, _ONE_DAY)
        return _nth(self._calendar, self._before, self._today, 1 - number, -_ONE_DAY)


def _nth(calendar: Calendar, known: list[date], start: date, number: int, step: timedelta) -> date:
    day = known[-1] + step if known else start
    while len(known) < number:
        if is_working(calendar, day):
            known.append(day)
        day += step
    return known[number - 1]

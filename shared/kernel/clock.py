"""办件时钟: how much of a limit has run, what is left, and the day it ends, with every reason.

Time is cut into half days, the accuracy the field counts in. The day a clock starts on is not
counted. A pause stops the clock from the half day it begins in up to the half day it ends in, which
counts again; begun and ended within one half day it stops nothing. Pauses may overlap, in any
number and order: a half day is skipped once. A case with two limits has two clocks.

What is left is always the running time between the asked moment and the due one: negative after it,
and for working days exactly the limit less the time used. Beyond the due moment weekends do not run
either, so a limit of working days that ended on a Friday is exceeded on Monday, not on Saturday.
Before an open pause ends nothing is due, so nothing is exceeded either.

A limit in hours is counted in the same half days: a half working day is half the hours of a working
day (4 of 8), a half natural day 12. Its hours are exact, to the half; the moment it ends is as
exact as a half day, in which the last of it counts no more than was left.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import groupby, takewhile
from typing import NamedTuple

from shared.kernel.half_days import Half, HalfDay
from shared.kernel.rejected import Rejected
from shared.kernel.timing import Clock, Extension, LimitUnit, Pause
from shared.kernel.working_days import HALF, Calendar, CountedDay, is_working, why

__all__ = [
    "Clock",
    "Counting",
    "Extension",
    "Half",
    "HalfDay",
    "Light",
    "LimitUnit",
    "Pause",
    "Reckoning",
    "Turns",
    "light_of",
    "reckon",
    "turns",
    "turns_if_known",
]

NATURAL_DAY = "自然日"
ROLLED_ON = "顺延"
_NOTHING = Decimal(0)
_ONE_DAY = timedelta(days=1)
_NEVER = HalfDay(date.max).number


class Light(StrEnum):
    """时限灯: normal 正常, due-soon 预警, overdue 逾期."""

    NORMAL = "normal"
    DUE_SOON = "due-soon"
    OVERDUE = "overdue"


@dataclass(frozen=True, kw_only=True)
class Reckoning:
    """计时结果: what a clock shows at the end of a half day.

    `due` is None while an open pause stands before it. `days` leads from the start to the due day,
    or to the asked day while there is none; what they count sums to the total, or to what has been
    used of it. A limit of natural days that ends on a day off goes on to the next working day, in
    rows that count nothing.
    """

    used: Decimal
    remaining: Decimal
    total: Decimal
    light: Light
    due: HalfDay | None
    paused: bool
    days: tuple[CountedDay, ...]
    calendar_version: str
    provisional: bool


@dataclass(frozen=True, kw_only=True)
class Turns:
    """变灯: the half days in which the light turns and the limit ends.

    None while an open pause stands before them.
    """

    due_soon_from: HalfDay | None
    due: HalfDay | None
    overdue_from: HalfDay | None


Counting = Callable[[Clock, Calendar], Turns]


class _Step(NamedTuple):
    """One half day by its number: how long the clock ran, and how much of the limit that counted.

    Both in halves of the clock's unit: whole numbers, which are added fast.
    """

    number: int
    ran: int
    counted: int

    @property
    def day(self) -> date:
        """The day it is half of."""
        return date.fromordinal(self.number // 2)


def reckon(clock: Clock, calendar: Calendar, as_of: HalfDay) -> Reckoning:
    """Read a clock at the end of a half day; a day that was not reached cannot have been used."""
    path = _path(clock, calendar, _steps(clock, calendar))
    elapsed = _elapsed(path, clock, calendar, as_of.number)
    used = _running_time(elapsed)
    remaining = _running_time(path) - used if path else max(clock.total - used, _NOTHING)
    days = _by_day(path or elapsed, clock, calendar)
    return Reckoning(
        used=used,
        remaining=remaining,
        total=clock.total,
        light=light_of(remaining, clock.warn_at),
        due=HalfDay.numbered(path[-1].number) if path else None,
        paused=any(pause.covers(as_of) for pause in clock.pauses),
        days=days,
        calendar_version=calendar.version,
        provisional=any(calendar.years[year].provisional for year in {d.day.year for d in days}),
    )


def light_of(remaining: Decimal, warn_at: Decimal) -> Light:
    """Return the light for what is left: overdue below nothing, due soon from `warn_at` down."""
    if remaining < 0:
        return Light.OVERDUE
    return Light.DUE_SOON if remaining <= warn_at else Light.NORMAL


def turns(clock: Clock, calendar: Calendar) -> Turns:
    """Return when the light will turn if nothing else happens: what a timer is set to."""
    steps = _steps(clock, calendar)
    path = _path(clock, calendar, steps)
    if not path:
        return Turns(due_soon_from=None, due=None, overdue_from=None)
    warn_at = clock.warn_at / HALF
    remaining = sum(step.ran for step in path)
    due_soon_from = HalfDay(clock.start).number
    for step in path:
        if remaining <= warn_at:
            break
        remaining -= step.ran
        due_soon_from = step.number
    return Turns(
        due_soon_from=HalfDay.numbered(due_soon_from),
        due=HalfDay.numbered(path[-1].number),
        overdue_from=_first_running(clock, steps),
    )


def turns_if_known(clock: Clock, calendar: Calendar) -> Turns:
    """Return the same, or nothing yet where the clock leads into years that nobody published.

    For what time itself brings, which no missing calendar may stop.
    """
    try:
        return turns(clock, calendar)
    except Rejected:
        return Turns(due_soon_from=None, due=None, overdue_from=None)


def _first_running(clock: Clock, steps: Iterator[_Step]) -> HalfDay | None:
    """Return the next half day in which the clock runs, None where it never will again."""
    stopped = _stopped_for_good(clock)
    step = next(step for step in steps if step.ran or step.number >= stopped)
    return HalfDay.numbered(step.number) if step.ran else None


def _elapsed(path: list[_Step], clock: Clock, calendar: Calendar, until: int) -> list[_Step]:
    """Return the steps up to a half day, whether or not the path leads so far."""
    steps = path if path and until <= path[-1].number else _steps(clock, calendar)
    return list(takewhile(lambda step: step.number <= until, steps))


def _path(clock: Clock, calendar: Calendar, steps: Iterator[_Step]) -> list[_Step]:
    """Take the steps up to the due half day; none where an open pause stands before it."""
    path: list[_Step] = []
    stopped = _stopped_for_good(clock)
    left = int(clock.total / HALF)
    rolls = clock.unit is LimitUnit.NATURAL_DAYS
    for step in steps:
        if step.number >= stopped:
            break
        path.append(step)
        left -= step.counted
        if left == 0 and (not rolls or _may_end(step, calendar)):
            return path
    return []


def _may_end(step: _Step, calendar: Calendar) -> bool:
    """Say whether natural days that have run out may end here: in a working day not paused."""
    whole = step.counted > 0 or step.number % 2 == Half.AFTERNOON
    return step.ran > 0 and whole and is_working(calendar, step.day)


def _stopped_for_good(clock: Clock) -> int:
    """Return the number of the half day from which an open pause covers everything."""
    return min((p.start.number for p in clock.pauses if p.end is None), default=_NEVER)


def _steps(clock: Clock, calendar: Calendar) -> Iterator[_Step]:
    """Go through the half days after the start, for ever."""
    left = int(clock.total / HALF)
    in_half_day = clock.in_day  # two halves of the unit in each of two half days
    stops = [(p.start.number, p.end.number if p.end else _NEVER) for p in clock.pauses]
    always = not clock.unit.in_working_time
    day = clock.start
    while True:
        day += _ONE_DAY
        runs = always or is_working(calendar, day)
        morning = day.toordinal() * 2
        for number in (morning, morning + 1):
            ran = counted = 0
            if runs and not _within(number, stops):
                counted = min(in_half_day, left)
                ran = counted or in_half_day
            left -= counted
            yield _Step(number, ran, counted)


def _within(number: int, stops: list[tuple[int, int]]) -> bool:
    for start, end in stops:  # noqa: SIM110 - without the generator, which costs most of a step
        if start <= number < end:
            return True
    return False


def _running_time(steps: list[_Step]) -> Decimal:
    return HALF * sum(step.ran for step in steps)


def _by_day(steps: list[_Step], clock: Clock, calendar: Calendar) -> tuple[CountedDay, ...]:
    return tuple(
        _counted_day(date.fromordinal(day), list(halves), clock, calendar)
        for day, halves in groupby(steps, key=lambda step: step.number // 2)
    )


def _counted_day(day: date, halves: list[_Step], clock: Clock, calendar: Calendar) -> CountedDay:
    counted = sum(step.counted for step in halves)
    reasons = [_reason(step, day, clock, calendar) for step in halves]
    return CountedDay(
        day=day,
        counted=HALF * counted if counted else _NOTHING,
        reason=reasons[0] if len(set(reasons)) == 1 else f"上午{reasons[0]}；下午{reasons[1]}",
    )


def _reason(step: _Step, day: date, clock: Clock, calendar: Calendar) -> str:
    """Name why the clock ran in a half day or did not."""
    in_working_time = clock.unit.in_working_time
    if in_working_time and not is_working(calendar, day):
        return why(calendar, day)
    if not step.ran:
        half_day = HalfDay.numbered(step.number)
        pauses = sorted({pause.reason for pause in clock.pauses if pause.covers(half_day)})
        return f"停计：{'、'.join(pauses)}"
    if not step.counted and not in_working_time:
        return f"{why(calendar, day)}，{ROLLED_ON}"
    return why(calendar, day) if in_working_time else NATURAL_DAY

"""办件时钟: how much of a limit has run, what is left, and the day it ends, with every reason.

Time is cut into half days, the accuracy the field counts in. The day a clock starts on is not
counted. A pause stops the clock from the half day it begins in up to the half day it ends in, which
counts again; begun and ended within one half day it stops nothing. Pauses may overlap, in any
number and order: a half day is skipped once. A case with two limits has two clocks.

What is left is always the running time between the asked moment and the due one: negative after it,
and for working days exactly the limit less the time used. Beyond the due moment weekends do not run
either, so a limit of working days that ended on a Friday is exceeded on Monday, not on Saturday.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import IntEnum, StrEnum
from itertools import groupby, takewhile

from shared.kernel.effective import BUSINESS_ZONE
from shared.kernel.working_days import HALF, Calendar, CountedDay, is_working, limit_of, why

NATURAL_DAY = "自然日"
ROLLED_ON = "顺延"
_NOON = time(12)
_NOTHING = Decimal(0)


class Half(IntEnum):
    """上下午: morning or afternoon."""

    MORNING = 0
    AFTERNOON = 1


@dataclass(frozen=True, order=True)
class HalfDay:
    """半日: half of a day in the business time zone; a day as a whole is its afternoon."""

    day: date
    half: Half = Half.AFTERNOON

    @classmethod
    def holding(cls, moment: datetime) -> "HalfDay":
        """Return the half day in which a moment lies."""
        local = moment.astimezone(BUSINESS_ZONE)
        return cls(local.date(), Half.MORNING if local.time() < _NOON else Half.AFTERNOON)

    def next(self) -> "HalfDay":
        """Return the half day after this one."""
        if self.half is Half.MORNING:
            return HalfDay(self.day, Half.AFTERNOON)
        return HalfDay(self.day + timedelta(days=1), Half.MORNING)


class LimitUnit(StrEnum):
    """时限单位: what a limit counts in."""

    WORKING_DAYS = "working-days"
    NATURAL_DAYS = "natural-days"


class Light(StrEnum):
    """时限灯: normal 正常, due-soon 预警, overdue 逾期."""

    NORMAL = "normal"
    DUE_SOON = "due-soon"
    OVERDUE = "overdue"


@dataclass(frozen=True, kw_only=True)
class Pause:
    """停计: a stretch for which the clock stands still, and why; an open one has no end yet."""

    reason: str
    start: HalfDay
    end: HalfDay | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError("a pause does not end before it begins")

    def covers(self, half_day: HalfDay) -> bool:
        """Say whether the clock stands still in this half day."""
        return self.start <= half_day and (self.end is None or half_day < self.end)


@dataclass(frozen=True, kw_only=True)
class Extension:
    """延期: days added to the limit, and who allowed it on what ground."""

    days: Decimal
    approved_by: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Clock:
    """时钟: one limit of one case, all that bears on it, and from how little left it warns."""

    start: date
    limit: Decimal
    unit: LimitUnit = LimitUnit.WORKING_DAYS
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    warn_at: Decimal = Decimal(2)

    @property
    def total(self) -> Decimal:
        """The limit with its extensions."""
        return limit_of(self.limit) + sum((limit_of(e.days) for e in self.extensions), _NOTHING)


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
    """变灯: the half days in which the light turns; None while an open pause stands before them."""

    due_soon_from: HalfDay | None
    overdue_from: HalfDay | None


@dataclass(frozen=True)
class _Step:
    """One half day: whether the clock ran, and how much of the limit it counted."""

    half_day: HalfDay
    running: bool
    counted: Decimal
    reason: str


def reckon(clock: Clock, calendar: Calendar, as_of: HalfDay) -> Reckoning:
    """Read a clock at the end of a half day; a day that was not reached cannot have been used."""
    elapsed = list(takewhile(lambda step: step.half_day <= as_of, _steps(clock, calendar)))
    path = _path_to_due(clock, calendar)
    used = _running_time(elapsed)
    remaining = (_running_time(path) if path else clock.total) - used
    shown = path or elapsed
    return Reckoning(
        used=used,
        remaining=remaining,
        total=clock.total,
        light=light_of(remaining, clock.warn_at),
        due=path[-1].half_day if path else None,
        paused=any(pause.covers(as_of) for pause in clock.pauses),
        days=_by_day(shown),
        calendar_version=calendar.version,
        provisional=any(calendar.year_of(step.half_day.day).provisional for step in shown),
    )


def light_of(remaining: Decimal, warn_at: Decimal) -> Light:
    """Return the light for what is left: overdue below nothing, due soon from `warn_at` down."""
    if remaining < 0:
        return Light.OVERDUE
    return Light.DUE_SOON if remaining <= warn_at else Light.NORMAL


def turns(clock: Clock, calendar: Calendar) -> Turns:
    """Return when the light will turn if nothing else happens: what a timer is set to."""
    path = _path_to_due(clock, calendar)
    if not path:
        return Turns(due_soon_from=None, overdue_from=None)
    remaining = _running_time(path)
    due_soon_from = HalfDay(clock.start)
    for step in path:
        if remaining <= clock.warn_at:
            break
        remaining -= HALF * step.running
        due_soon_from = step.half_day
    return Turns(
        due_soon_from=due_soon_from,
        overdue_from=_first_running(clock, calendar, after=path[-1].half_day),
    )


def _first_running(clock: Clock, calendar: Calendar, after: HalfDay) -> HalfDay | None:
    step = next(
        step
        for step in _steps(clock, calendar)
        if step.half_day > after and (step.running or _stopped_for_good(clock, step.half_day))
    )
    return step.half_day if step.running else None


def _path_to_due(clock: Clock, calendar: Calendar) -> list[_Step]:
    """Return the steps up to the due half day; none where an open pause stands before it."""
    path: list[_Step] = []
    left = clock.total
    steps = _steps(clock, calendar)
    while left > 0 or not _may_end(path[-1], calendar):
        step = next(steps)
        if _stopped_for_good(clock, step.half_day):
            return []
        path.append(step)
        left -= step.counted
    return path


def _may_end(step: _Step, calendar: Calendar) -> bool:
    """Say whether a limit that has run out may end here: only in a working day not paused."""
    whole = step.counted > 0 or step.half_day.half is Half.AFTERNOON
    return step.running and whole and is_working(calendar, step.half_day.day)


def _stopped_for_good(clock: Clock, half_day: HalfDay) -> bool:
    return any(pause.end is None and pause.covers(half_day) for pause in clock.pauses)


def _steps(clock: Clock, calendar: Calendar) -> Iterator[_Step]:
    """Go through the half days after the start, for ever."""
    left = clock.total
    half_day = HalfDay(clock.start).next()
    while True:
        running, reason = _state(clock, calendar, half_day)
        counted = HALF if running and left > 0 else _NOTHING
        if left == 0 and running:
            reason = f"{why(calendar, half_day.day)}，{ROLLED_ON}"
        left -= counted
        yield _Step(half_day, running, counted, reason)
        half_day = half_day.next()


def _state(clock: Clock, calendar: Calendar, half_day: HalfDay) -> tuple[bool, str]:
    """Return whether the clock runs in a half day, and the reason it does or does not."""
    in_working_days = clock.unit is LimitUnit.WORKING_DAYS
    if in_working_days and not is_working(calendar, half_day.day):
        return False, why(calendar, half_day.day)
    pauses = sorted({pause.reason for pause in clock.pauses if pause.covers(half_day)})
    if pauses:
        return False, f"停计：{'、'.join(pauses)}"
    return True, why(calendar, half_day.day) if in_working_days else NATURAL_DAY


def _running_time(steps: list[_Step]) -> Decimal:
    return HALF * sum(step.running for step in steps)


def _by_day(steps: list[_Step]) -> tuple[CountedDay, ...]:
    return tuple(
        CountedDay(
            day=day,
            counted=sum((step.counted for step in halves), _NOTHING),
            reason=_reason(halves),
        )
        for day, halves in (
            (day, list(group)) for day, group in groupby(steps, key=lambda step: step.half_day.day)
        )
    )


def _reason(halves: list[_Step]) -> str:
    reasons = [step.reason for step in halves]
    return reasons[0] if len(set(reasons)) == 1 else f"上午{reasons[0]}；下午{reasons[1]}"

"""What a clock is made of: the unit of its limit, what stops it, what lengthens it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from shared.kernel.half_days import HalfDay
from shared.kernel.working_days import HOURS_IN_DAY, WARN_DAYS, limit_of

_DAY_IN_HOURS = 24


class LimitUnit(StrEnum):
    """时限单位: what a limit counts in."""

    WORKING_DAYS = "working-days"
    NATURAL_DAYS = "natural-days"
    WORKING_HOURS = "working-hours"
    NATURAL_HOURS = "natural-hours"

    @property
    def in_working_time(self) -> bool:
        """Tell whether days off do not count."""
        return self in {LimitUnit.WORKING_DAYS, LimitUnit.WORKING_HOURS}


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
    """时钟: one limit of one case, all that bears on it, and from how few days left it warns."""

    start: date
    limit: Decimal
    unit: LimitUnit = LimitUnit.WORKING_DAYS
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    warn_days: Decimal = WARN_DAYS
    hours_in_day: int = HOURS_IN_DAY

    @property
    def in_day(self) -> int:
        """How many of its units one day that counts is: 1, the hours of a working day, or 24."""
        match self.unit:
            case LimitUnit.WORKING_HOURS:
                return self.hours_in_day
            case LimitUnit.NATURAL_HOURS:
                return _DAY_IN_HOURS
            case _:
                return 1

    @property
    def total(self) -> Decimal:
        """The limit with its extensions."""
        added = sum((limit_of(e.days) for e in self.extensions), Decimal(0))
        return limit_of(self.limit) + added * self.in_day

    @property
    def warn_at(self) -> Decimal:
        """From how little left it warns, in its unit."""
        return self.warn_days * self.in_day

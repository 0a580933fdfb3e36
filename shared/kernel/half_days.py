"""半日: halves of days in the business time zone, the accuracy in which the field counts."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum

from shared.kernel.effective import BUSINESS_ZONE

NOON = time(12)


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
        return cls(local.date(), Half.MORNING if local.time() < NOON else Half.AFTERNOON)

    @classmethod
    def numbered(cls, number: int) -> "HalfDay":
        """Return the half day with a number."""
        return cls(date.fromordinal(number // 2), Half(number % 2))

    @property
    def number(self) -> int:
        """The place among all half days: what arithmetic is done with."""
        return self.day.toordinal() * 2 + self.half

    def next(self) -> "HalfDay":
        """Return the half day after this one."""
        if self.half is Half.MORNING:
            return HalfDay(self.day, Half.AFTERNOON)
        return HalfDay(self.day + timedelta(days=1), Half.MORNING)

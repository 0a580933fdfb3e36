"""When something was so in the world, no more precisely than somebody said it."""

import calendar
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from typing import Self

from shared.kernel.rejected import Rejected

# China has had one time zone since 1949 and no daylight saving since 1991: a fixed offset is exact.
BUSINESS_ZONE = timezone(timedelta(hours=8), "Asia/Shanghai")

_FIRST_HALF, _SECOND_HALF = 1, 2
_JUNE, _JULY, _DECEMBER = 6, 7, 12
_NO_OFFSET = timedelta(0)
_LAST_MOMENT = timedelta(microseconds=1)
_MIDNIGHT = time(tzinfo=BUSINESS_ZONE)


class Precision(StrEnum):
    """精度: how closely the time is known."""

    INSTANT = "instant"
    DAY = "day"
    MONTH = "month"
    HALF_YEAR = "half_year"
    YEAR = "year"


@dataclass(frozen=True)
class Effective:
    """生效时间: the first and the last moment at which it may have been so, both included, in UTC.

    A day is a day of the business time zone. 2019年上半年 is therefore the span from the first
    moment of 1 January to the last microsecond of 30 June 2019 in that zone.
    """

    start: datetime
    end: datetime
    precision: Precision

    def __post_init__(self) -> None:
        for moment in (self.start, self.end):
            if moment.utcoffset() != _NO_OFFSET:
                raise ValueError("effective time is kept in UTC")
        if (self.start, self.end) != _bounds(self.precision, self.start):
            raise ValueError(f"{self.start} to {self.end} is no {self.precision}")

    @classmethod
    def at_instant(cls, moment: datetime) -> Self:
        """Return the very moment; it must carry its time zone."""
        if moment.utcoffset() is None:
            raise ValueError("an instant carries its time zone")
        return cls(moment.astimezone(UTC), moment.astimezone(UTC), Precision.INSTANT)

    @classmethod
    def on_day(cls, day: date) -> Self:
        """Return some time on this day."""
        return cls._spanning(Precision.DAY, day)

    @classmethod
    def in_month(cls, year: int, month: int) -> Self:
        """Return some time in this month."""
        return cls._spanning(Precision.MONTH, date(year, month, 1))

    @classmethod
    def in_half_year(cls, year: int, half: int) -> Self:
        """Return some time in the first (1, 上半年) or second (2, 下半年) half of a year."""
        if half not in {_FIRST_HALF, _SECOND_HALF}:
            raise ValueError(f"a year has halves 1 and 2, not {half}")
        return cls._spanning(
            Precision.HALF_YEAR, date(year, 1 if half == _FIRST_HALF else _JULY, 1)
        )

    @classmethod
    def in_year(cls, year: int) -> Self:
        """Return some time in this year."""
        return cls._spanning(Precision.YEAR, date(year, 1, 1))

    @classmethod
    def _spanning(cls, precision: Precision, day: date) -> Self:
        return cls(*_bounds(precision, _first_moment(day)), precision)

    @property
    def earliest_day(self) -> date:
        """The first day, in the business time zone, on which it may have been so."""
        return business_day(self.start)

    @property
    def latest_day(self) -> date:
        """The last day, in the business time zone, on which it may have been so."""
        return business_day(self.end)

    @property
    def order(self) -> tuple[datetime, datetime]:
        """What to sort by: earlier start first, and of one start the shorter span."""
        return self.start, self.end

    def to_plain(self) -> dict[str, str]:
        """Return the form that JSON carries."""
        if self.precision is Precision.INSTANT:
            moment = self.start.replace(tzinfo=None).isoformat() + "Z"
            return {"at": moment, "precision": self.precision.value}
        return {
            "from": self.earliest_day.isoformat(),
            "to": self.latest_day.isoformat(),
            "precision": self.precision.value,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, object]) -> Self:
        """Read the form that JSON carries, or raise Rejected: nothing in it is made to fit."""
        try:
            return cls._read_plain(plain)
        except (KeyError, ValueError, OverflowError):
            raise Rejected(
                "effective-malformed", "this is no span of time we know", given=dict(plain)
            ) from None

    @classmethod
    def _read_plain(cls, plain: Mapping[str, object]) -> Self:
        precision = Precision(str(plain["precision"]))
        if precision is Precision.INSTANT:
            effective = cls.at_instant(datetime.fromisoformat(str(plain["at"])))
            fits = set(plain) == {"at", "precision"}
        else:
            effective = cls._spanning(precision, date.fromisoformat(str(plain["from"])))
            fits = effective.to_plain() == plain
        if not fits:
            raise ValueError("what is given is no such span")
        return effective


def business_day(moment: datetime) -> date:
    """Return the day in the business time zone on which a moment falls."""
    return moment.astimezone(BUSINESS_ZONE).date()


def end_of_day(day: date) -> datetime:
    """Return the last moment of a day: what a bare date means in `as_of` and `valid_at`."""
    return Effective.on_day(day).end


def parse_effective_text(text: str) -> Effective:
    """Read a time as ledgers write it, or raise Rejected; `2019年底` is not guessed at."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    for pattern, read in _READERS:
        if found := pattern.fullmatch(plain):
            try:
                return read([int(digits) for digits in found.groups()])
            except ValueError:
                break
    raise Rejected("date-unreadable", f"no time can be read from {text!r}", text=text)


def _first_moment(day: date) -> datetime:
    return datetime.combine(day, _MIDNIGHT).astimezone(UTC)


def _bounds(precision: Precision, start: datetime) -> tuple[datetime, datetime]:
    """Return the first and last moment of the day, month, half or year that `start` lies in."""
    if precision is Precision.INSTANT:
        return start, start
    first, last = _days(precision, business_day(start))
    return _first_moment(first), _first_moment(last) + timedelta(days=1) - _LAST_MOMENT


def _days(precision: Precision, day: date) -> tuple[date, date]:
    if precision is Precision.DAY:
        return day, day
    months = {
        Precision.MONTH: (day.month, day.month),
        Precision.HALF_YEAR: (1, _JUNE) if day.month <= _JUNE else (_JULY, _DECEMBER),
        Precision.YEAR: (1, _DECEMBER),
    }
    first, last = months[precision]
    last_day = calendar.monthrange(day.year, last)[1]
    return date(day.year, first, 1), date(day.year, last, last_day)


_Reader = tuple[re.Pattern[str], Callable[[list[int]], Effective]]

_Y = r"((?:19|20)\d\d)"
_READERS: list[_Reader] = [
    (re.compile(rf"{_Y}(?:年?上半年|年0?1-0?6月)"), lambda n: Effective.in_half_year(n[0], 1)),
    (re.compile(rf"{_Y}(?:年?下半年|年0?7-12月)"), lambda n: Effective.in_half_year(n[0], 2)),
    (re.compile(rf"{_Y}年(\d\d?)月(\d\d?)[日号]"), lambda n: Effective.on_day(date(*n))),
    (re.compile(rf"{_Y}-(\d\d?)-(\d\d?)"), lambda n: Effective.on_day(date(*n))),
    (re.compile(rf"{_Y}/(\d\d?)/(\d\d?)"), lambda n: Effective.on_day(date(*n))),
    (re.compile(rf"{_Y}\.(\d\d?)\.(\d\d?)"), lambda n: Effective.on_day(date(*n))),
    (re.compile(rf"{_Y}(\d\d)(\d\d)"), lambda n: Effective.on_day(date(*n))),
    (re.compile(rf"{_Y}年(\d\d?)月份?"), lambda n: Effective.in_month(*n)),
    (re.compile(rf"{_Y}[-/.](\d\d?)"), lambda n: Effective.in_month(*n)),
    (re.compile(rf"{_Y}年?"), lambda n: Effective.in_year(n[0])),
]

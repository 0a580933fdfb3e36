"""The working-day calendar as approvals publishes it; other services keep a copy."""

from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from shared.kernel.identifiers import ParkId


class Told(BaseModel):
    """What all of them are: plain, unchangeable, tolerant of what later versions add."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class NamedDay(Told):
    """特别日: a day that is not what its weekday says."""

    day: date
    name: str


class CorrectedDay(Told):
    """更正日: a day that was worked or off, and now is not."""

    day: date
    from_working: bool
    to_working: bool
    from_name: str
    to_name: str


class CalendarYearPublished(Told):
    """年度安排公布: the days off and the working weekends of a year.

    A provisional one keeps what was corrected, in its days already; a notice drops it.
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


class CalendarCorrected(Told):
    """日历更正: some days are different from what was published.

    `region` CN is the nation; any other stands on the nation's calendar and changes it for itself.
    """

    region: str
    days: tuple[CorrectedDay, ...]
    reason: str
    source: str
    from_calendar_version: str
    calendar_version: str


class ParkTiming(Told):
    """园区计时: the region whose days a park keeps, how it warns, and what slip is borne untold."""

    region: str
    warn_days: Decimal
    hours_in_day: int
    slip_days: int = 5


class ParkTimingAgreed(Told):
    """园区计时约定: how limits are counted in a park from now on."""

    park: ParkId
    before: ParkTiming
    after: ParkTiming
    reason: str
    calendar_version: str

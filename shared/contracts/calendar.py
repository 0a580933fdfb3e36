"""The working-day calendar as approvals publishes it; other services keep a copy."""

from datetime import date

from pydantic import BaseModel, ConfigDict


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
    """年度安排公布: the days off and the working weekends of a year."""

    region: str
    year: int
    workdays_off: tuple[NamedDay, ...]
    working_weekends: tuple[NamedDay, ...]
    provisional: bool
    source: str
    calendar_version: str


class CalendarCorrected(Told):
    """日历更正: some days are different from what was published."""

    region: str
    days: tuple[CorrectedDay, ...]
    reason: str
    source: str
    from_calendar_version: str
    calendar_version: str

"""What requests about the calendar may hold."""

from typing import Annotated

from pydantic import Field, StringConstraints

from shared.adapters.bodies import Day
from shared.adapters.web import Body, Line, Prose


class DayRequest(Body):
    """某日应为: worked or off, and what the day is called."""

    day: Day
    working: bool
    name: Line


class CorrectionRequest(Body):
    """更正日历: which days are not as published, and why."""

    days: Annotated[tuple[DayRequest, ...], Field(min_length=1, max_length=100)]
    reason: Prose
    source: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""


class NamedDayRequest(Body):
    """特别日: a day that is not what its weekday says."""

    day: Day
    name: Line


class YearRequest(Body):
    """年度安排: as the notice of the year has it."""

    year: Annotated[int, Field(ge=2000, le=2199)]
    workdays_off: Annotated[tuple[NamedDayRequest, ...], Field(max_length=366)]
    working_weekends: Annotated[tuple[NamedDayRequest, ...], Field(max_length=366)]
    provisional: bool = False
    source: Line

"""What requests to every service may hold, and how it becomes what the rules speak of."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from shared.adapters.web import Body, Line
from shared.kernel.effective import Effective, business_day
from shared.kernel.identifiers import AccountId, ParkId
from shared.kernel.quantity import Qualifier, Quantity
from shared.kernel.rejected import Rejected

IDENTIFIER = r"^[0-9A-Za-z-]{1,64}$"
SHORT_NAME = r"^[a-z][a-z0-9-]{0,62}$"
_DAY_LENGTH = len("2026-03-02")
_FIRST, _LAST = date(1949, 10, 1), date(2199, 12, 31)


def valid(read: Callable[[], object]) -> None:
    """Turn a rule's refusal of one value into an invalid field with the rule's code."""
    try:
        read()
    except Rejected as refused:
        words = (refused.detail or refused.code).replace("{", "(").replace("}", ")")
        raise PydanticCustomError(refused.code, words) from None


def _written_as_a_day(given: object) -> object:
    if not isinstance(given, str) or len(given) != _DAY_LENGTH:
        raise PydanticCustomError("date_type", "a date is written YYYY-MM-DD")
    return given


def _written_as_an_instant(given: object) -> object:
    if not isinstance(given, str) or len(given) <= _DAY_LENGTH:
        raise PydanticCustomError("datetime_type", "an instant is written as RFC 3339 has it")
    return given


def _sensible(moment: date) -> date:
    if not _FIRST <= date(moment.year, moment.month, moment.day) <= _LAST:
        raise PydanticCustomError("date-out-of-range", "a date lies between 1949 and 2199")
    return moment


Day = Annotated[date, BeforeValidator(_written_as_a_day), AfterValidator(_sensible)]
Instant = Annotated[
    AwareDatetime, BeforeValidator(_written_as_an_instant), AfterValidator(_sensible)
]
Identifier = Annotated[str, StringConstraints(pattern=IDENTIFIER)]
ShortName = Annotated[str, StringConstraints(pattern=SHORT_NAME)]
Account = Annotated[AccountId, StringConstraints(pattern=IDENTIFIER)]
Park = Annotated[ParkId, StringConstraints(pattern=SHORT_NAME)]
Figure = Annotated[str, StringConstraints(pattern=r"^-?[0-9]{1,16}(\.[0-9]{1,8})?$")]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class Span(Body):
    """时间范围: a time no more precise than it is known; both days are included."""

    from_: Day = Field(alias="from")
    to: Day
    precision: Literal["day", "month", "half_year", "year"]

    @model_validator(mode="after")
    def _is_a_span(self) -> Self:
        valid(self.effective)
        return self

    def effective(self) -> Effective:
        """Return it as the rules know it."""
        return Effective.from_plain(
            {"from": f"{self.from_}", "to": f"{self.to}", "precision": self.precision}
        )


class Dated(Body):
    """可补录: `effective` is the day or the instant it happened; left out, that of its entry."""

    effective: Day | Instant | None = None

    def when(self) -> Effective | None:
        """Return the time meant, None for the moment of entry."""
        match self.effective:
            case None:
                return None
            case datetime() as moment:
                return Effective.at_instant(moment)
            case day:
                return Effective.on_day(day)


class DatedByDay(Body):
    """可补录: `effective` is the day, or a span of less precision; today if left out.

    An act here is of a day, so that one entered at ten does not forbid one of the same morning.
    """

    effective: Day | Span | None = None

    def when(self, at: datetime) -> Effective:
        """Return the time meant; `at` is the moment of entry."""
        if isinstance(self.effective, Span):
            return self.effective.effective()
        return Effective.on_day(self.effective or business_day(at))


class QuantityIn(Body):
    """数量: figures as text, so that no digit is lost; unknown has no value."""

    value: Figure | None = None
    upper: Figure | None = None
    unit: Line
    currency: Currency | None = None
    qualifier: Qualifier = Qualifier.EXACT
    text: Line | None = None

    @model_validator(mode="after")
    def _is_a_quantity(self) -> Self:
        valid(self.quantity)
        return self

    def quantity(self) -> Quantity:
        """Return it as the rules know it."""
        return Quantity.from_plain(self.model_dump())

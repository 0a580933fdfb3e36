"""What requests may hold, and how it becomes what the rules speak of."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from services.leads.domain.particulars import Distinction, Particulars
from shared.adapters.web import Body, Line, Prose
from shared.kernel.company_name import company_key
from shared.kernel.credit_code import CreditCode
from shared.kernel.effective import Effective, business_day
from shared.kernel.identifiers import AccountId, LeadId, ParkId
from shared.kernel.quantity import Qualifier, Quantity
from shared.kernel.rejected import Rejected

_DAY = r"^\d{4}-\d{2}-\d{2}$"
_IDENTIFIER = r"^[0-9A-Za-z-]{1,64}$"


def _written_as_a_day(given: object) -> object:
    if not isinstance(given, str):
        raise PydanticCustomError("date_type", "a date is written YYYY-MM-DD")
    return given


def _sensible(day: date) -> date:
    if not date(1900, 1, 1) <= day <= date(2199, 12, 31):
        raise PydanticCustomError("date-out-of-range", "a date lies between 1900 and 2199")
    return day


def _valid(read: Callable[[], object]) -> None:
    """Turn a rule's refusal of one value into an invalid field with the rule's code."""
    try:
        read()
    except Rejected as refused:
        words = (refused.detail or refused.code).replace("{", "(").replace("}", ")")
        raise PydanticCustomError(refused.code, words) from None


def _credit_code(text: str) -> str:
    _valid(lambda: CreditCode.parse(text))
    return CreditCode.parse(text).value


def _has_letters(name: str) -> str:
    _valid(lambda: company_key(name))
    return name


Day = Annotated[date, BeforeValidator(_written_as_a_day), AfterValidator(_sensible)]
Name = Annotated[Line, AfterValidator(_has_letters)]
CreditCodeText = Annotated[Line, AfterValidator(_credit_code)]
Figure = Annotated[str, StringConstraints(pattern=r"^-?\d{1,16}(\.\d{1,8})?$")]
Park = Annotated[ParkId, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,62}$")]
Account = Annotated[AccountId, StringConstraints(pattern=_IDENTIFIER)]
Identifier = Annotated[str, StringConstraints(pattern=_IDENTIFIER)]
Lead = Annotated[LeadId, StringConstraints(pattern=_IDENTIFIER)]


class Span(Body):
    """时间范围: a time no more precise than it is known; both days are included."""

    from_: Day = Field(alias="from")
    to: Day
    precision: Literal["day", "month", "half_year", "year"]

    @model_validator(mode="after")
    def _is_a_span(self) -> Self:
        _valid(self.effective)
        return self

    def effective(self) -> Effective:
        """Return it as the rules know it."""
        return Effective.from_plain(
            {"from": f"{self.from_}", "to": f"{self.to}", "precision": self.precision}
        )


class DatedBody(Body):
    """What may be entered after the fact: `effective` is the day it happened, today if left out.

    An act here is of a day, so that one entered at ten does not forbid one of the same morning.
    """

    effective: Day | Span | None = None

    def when(self, at: datetime) -> Effective:
        """Return the time meant."""
        if isinstance(self.effective, Span):
            return self.effective.effective()
        return Effective.on_day(self.effective or business_day(at))


class QuantityIn(Body):
    """数量: figures as text, so that no digit is lost; unknown has no value."""

    value: Figure | None = None
    upper: Figure | None = None
    unit: Line
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")] | None = None
    qualifier: Qualifier = Qualifier.EXACT
    text: Line | None = None

    @model_validator(mode="after")
    def _is_a_quantity(self) -> Self:
        _valid(self.quantity)
        return self

    def quantity(self) -> Quantity:
        """Return it as the rules know it."""
        return Quantity.from_plain(self.model_dump())


class ParticularsIn(Body):
    """线索要素: what is left out is not known."""

    name: Name
    investor_name: Name | None = None
    credit_code: CreditCodeText | None = None
    amount: QuantityIn | None = None
    land: QuantityIn | None = None
    site: Line | None = None
    content: Prose | None = None
    origin: Line | None = None
    channel: Line | None = None
    remark: Prose | None = None

    def particulars(self) -> Particulars:
        """Return them as the rules know them."""
        return Particulars(
            name=self.name,
            investor_name=self.investor_name,
            credit_code=self.credit_code,
            amount=self.amount.quantity() if self.amount else Quantity.unknown("万元"),
            land=self.land.quantity() if self.land else None,
            site=self.site,
            content=self.content,
            origin=self.origin,
            channel=self.channel,
            remark=self.remark,
        )


class DistinctionIn(Body):
    """排重说明: the leads it is not, all of them, and why."""

    leads: Annotated[tuple[Lead, ...], Field(min_length=1, max_length=50)]
    reason: Prose

    def distinction(self) -> Distinction:
        """Return it as the rules know it."""
        return Distinction(leads=self.leads, reason=self.reason)

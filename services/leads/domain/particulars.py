"""What is known of a lead and, later, of its agreement."""

from dataclasses import dataclass
from datetime import date

from shared.kernel.credit_code import CreditCode
from shared.kernel.identifiers import LeadId
from shared.kernel.quantity import Qualifier, Quantity
from shared.kernel.rejected import Rejected


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """线索要素: who wants to invest in what, and how much.

    What nobody knows yet is None, or an unknown quantity. `amount` is the intended investment,
    `land` the area wanted, `origin` where the investor comes from, `channel` how word of it came.
    """

    name: str
    amount: Quantity
    investor_name: str | None = None
    credit_code: str | None = None
    land: Quantity | None = None
    site: str | None = None
    content: str | None = None
    origin: str | None = None
    channel: str | None = None
    remark: str | None = None


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """协议要素: what was signed for."""

    amount: Quantity
    start_on: date
    production_on: date
    number: str | None = None


@dataclass(frozen=True, kw_only=True)
class Distinction:
    """排重说明: which leads this one was compared with and is not, and why."""

    leads: tuple[LeadId, ...]
    reason: str


def check_particulars(particulars: Particulars) -> None:
    """Refuse figures of the wrong kind and a credit code that cannot be one."""
    _require_money(particulars.amount)
    if particulars.land is not None and particulars.land.measure.kind != "area":
        raise Rejected("land-not-an-area", f"{particulars.land.unit} measures no land")
    if particulars.credit_code is not None:
        CreditCode(particulars.credit_code)


def check_agreement(agreement: Agreement) -> None:
    """Refuse an agreement without an amount, or one to produce before building."""
    _require_money(agreement.amount)
    if agreement.amount.qualifier is Qualifier.UNKNOWN:
        raise Rejected("agreed-amount-unknown", "an agreement states its amount")
    if agreement.production_on < agreement.start_on:
        raise Rejected(
            "production-before-start",
            "production is agreed before the start of works",
            start_on=agreement.start_on.isoformat(),
            production_on=agreement.production_on.isoformat(),
        )


def _require_money(amount: Quantity) -> None:
    if amount.measure.kind != "money":
        raise Rejected("amount-not-money", f"{amount.unit} is no money")

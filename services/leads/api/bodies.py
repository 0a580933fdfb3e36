"""What requests may hold, and how it becomes what the rules speak of."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from services.leads.domain.particulars import Distinction, Particulars
from shared.adapters.bodies import IDENTIFIER, QuantityIn, valid
from shared.adapters.web import Body, Line, Prose
from shared.kernel.company_name import company_key
from shared.kernel.credit_code import CreditCode
from shared.kernel.identifiers import LeadId
from shared.kernel.quantity import Quantity


def _credit_code(text: str) -> str:
    valid(lambda: CreditCode.parse(text))
    return CreditCode.parse(text).value


def _has_letters(name: str) -> str:
    valid(lambda: company_key(name))
    return name


Name = Annotated[Line, AfterValidator(_has_letters)]
CreditCodeText = Annotated[Line, AfterValidator(_credit_code)]
Lead = Annotated[LeadId, StringConstraints(pattern=IDENTIFIER)]


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

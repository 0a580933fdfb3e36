"""What is asked to be otherwise when something is only tried."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from services.approvals.domain.catalogue import Milestone, NeedKind
from services.approvals.domain.scheduling import (
    Added,
    Change,
    Edge,
    Ground,
    Halved,
    Promised,
    Remaining,
    Removed,
    Rests,
    Satisfied,
    Task,
)
from services.approvals.views import ItemCode
from shared.adapters.bodies import ShortName
from shared.adapters.web import Body, Line
from shared.kernel.identifiers import DepartmentId

Days = Annotated[Decimal, Field(gt=0, le=1000, multiple_of=Decimal("0.5"))]
Codes = Annotated[tuple[Line, ...], Field(max_length=50)]


class SatisfiedRequest(Body):
    """视为满足: by an exemption, by the assessment of the area, or by 容缺 until later."""

    change: Literal["satisfied"]
    item_code: ItemCode
    ground: Ground

    def asked(self) -> Change:
        """Return it as the rules know it."""
        return Satisfied(code=self.item_code, ground=self.ground)


class PromisedRequest(Body):
    """容缺受理: the item begins before what it needs, or before the one that is named."""

    change: Literal["promised"]
    item_code: ItemCode
    needed: Line | None = None

    def asked(self) -> Change:
        """Return it as the rules know it."""
        return Promised(code=self.item_code, needed=self.needed)


class HalvedRequest(Body):
    """时限减半: what is left of the item takes half as long."""

    change: Literal["halved"]
    item_code: ItemCode

    def asked(self) -> Change:
        """Return it as the rules know it."""
        return Halved(code=self.item_code)


class RemainingRequest(Body):
    """剩余时限: what is left of the item takes so many working days."""

    change: Literal["remaining"]
    item_code: ItemCode
    days: Days

    def asked(self) -> Change:
        """Return it as the rules know it."""
        return Remaining(code=self.item_code, days=self.days)


class RemovedRequest(Body):
    """取消事项: the item does not apply."""

    change: Literal["removed"]
    item_code: ItemCode

    def asked(self) -> Change:
        """Return it as the rules know it."""
        return Removed(code=self.item_code)


class AddedRequest(Body):
    """增加事项: one more item, after these and before those."""

    change: Literal["added"]
    item_code: ItemCode
    name: Line
    department: ShortName
    days: Days
    after: Codes = ()
    before: Codes = ()

    def asked(self) -> Change:
        """Return it as the rules know it; what it comes before may not begin without it."""
        held_by = DepartmentId(self.department)
        task = Task(
            code=self.item_code,
            name=self.name,
            held_by=held_by,
            remaining=self.days,
            rests_on=Rests.TRIED,
        )
        edges = [
            *((code, self.item_code) for code in self.after),
            *((self.item_code, code) for code in self.before),
        ]
        kind = NeedKind.MAY_START
        return Added(
            task=task,
            edges=tuple(Edge(before=(first,), after=second, kind=kind) for first, second in edges),
        )


ChangeRequest = Annotated[
    SatisfiedRequest
    | PromisedRequest
    | HalvedRequest
    | RemainingRequest
    | RemovedRequest
    | AddedRequest,
    Field(discriminator="change"),
]


class WhatIfRequest(Body):
    """试算: what is to be otherwise, in order."""

    target: Milestone = Milestone.COMMENCEMENT
    only_law: bool = False
    changes: Annotated[tuple[ChangeRequest, ...], Field(min_length=1, max_length=50)]

    def asked(self) -> tuple[Change, ...]:
        """Return the changes as the rules know them."""
        return tuple(change.asked() for change in self.changes)

    @property
    def omitted(self) -> tuple[str, ...]:
        """The items that are to begin with something promised."""
        asked = (one for one in self.changes if isinstance(one, PromisedRequest))
        return tuple(one.item_code for one in asked)

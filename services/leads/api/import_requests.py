"""What requests about imports may hold."""

from typing import Annotated, Literal

from pydantic import Field

from services.leads.api.bodies import CreditCodeText, DistinctionIn, Name
from services.leads.api.row_plans import Decision, Terms
from services.leads.importing.wording import Target
from shared.adapters.bodies import Account, Park
from shared.adapters.web import Body, Line, Prose

RowNames = Annotated[tuple[Line, ...], Field(min_length=1, max_length=5000)]


class DecisionIn(Body):
    """导入决定: what the importer says of one row where the ledger does not, and why."""

    row: Line
    reason: Prose
    target: Literal["lead", "project"] | None = None
    stage: Line | None = None
    name: Name | None = None
    investor_name: Name | None = None
    credit_code: CreditCodeText | None = None
    park: Park | None = None
    specialist: Account | None = None
    distinct_from: DistinctionIn | None = None

    def decision(self) -> Decision:
        """Return it as planning knows it."""
        return Decision(
            reason=self.reason,
            target=Target(self.target) if self.target else None,
            stage=self.stage,
            name=self.name,
            investor_name=self.investor_name,
            credit_code=self.credit_code,
            park=self.park,
            specialist=self.specialist,
            distinct_from=self.distinct_from.distinction() if self.distinct_from else None,
        )


class CommitRequest(Body):
    """导入: all rows that can be, or those named; parks by sheet, or one for the rest."""

    rows: RowNames | None = None
    parks: Annotated[dict[Line, Park], Field(default_factory=dict, max_length=100)]
    park: Park | None = None
    specialist: Account | None = None
    decisions: Annotated[tuple[DecisionIn, ...], Field(max_length=5000)] = ()

    def terms(self, stated: Terms) -> Terms:
        """Return the terms of this commit, on top of what was stated at the upload."""
        return Terms(
            parks={**stated.parks, **self.parks},
            park=self.park or stated.park,
            specialist=self.specialist,
            decisions={one.row: one.decision() for one in self.decisions},
        )


class UndoRequest(Body):
    """撤销导入: all rows that are in force, or those named, and why."""

    rows: RowNames | None = None
    reason: Prose

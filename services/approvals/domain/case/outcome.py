"""办理结果: how a case was decided or came to its end, and what became of that."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from services.approvals.domain import events as said
from shared.kernel.values import replace

# What an event tells of the outcome, by the names both use.
_SAME = (
    "document_number",
    "document",
    "valid_until",
    "reason",
    "remedy_notice",
    "result",
    "party",
    "evidence",
    "grounds",
    "deciding_authority",
    "by_wish",
)


@dataclass(frozen=True, kw_only=True)
class Examination:
    """审查意见: what the examiner thinks."""

    passed: bool
    opinion: str
    on: date


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """办理结果: what there is of it depends on the kind of the item."""

    document_number: str | None = None
    document: str | None = None
    valid_until: date | None = None
    reason: str | None = None
    remedy_notice: str | None = None
    result: str | None = None
    party: str | None = None
    evidence: str | None = None
    grounds: str | None = None
    deciding_authority: str | None = None
    by_wish: bool | None = None
    deemed_by: str | None = None
    served_on: date | None = None


def outcome_after(outcome: Outcome, event: said.DecisionEvent | said.AftermathEvent) -> Outcome:
    """Take in what was decided, or what became of it."""
    if isinstance(event, said.DecisionServed):
        return replace(outcome, served_on=event.on)
    if isinstance(event, said.DeregistrationRequested):
        return outcome
    if isinstance(event, said.ApprovalDeemedGranted):
        return replace(outcome, deemed_by=event.basis, valid_until=event.valid_until)
    told: dict[str, Any] = {name: getattr(event, name) for name in _SAME if hasattr(event, name)}
    return replace(outcome, **told)

"""承诺情况: what was promised on a case, what of it came, and what was proposed then."""

from dataclasses import dataclass, replace
from datetime import date

from services.approvals.domain import events as said
from services.approvals.domain.case.outcome import Examination


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """建议撤销或作废: on what grounds, since when."""

    grounds: str
    on: date


@dataclass(frozen=True, kw_only=True)
class Promises:
    """承诺情况: materials promised and outstanding, the commitment and its check."""

    promised: tuple[str, ...] = ()
    outstanding: tuple[str, ...] = ()
    overdue: bool = False
    commitment: str | None = None
    check: Examination | None = None
    proposal: Proposal | None = None


def promises_after(promises: Promises, event: said.ActEvent) -> Promises:
    """Take in one act; most promise nothing."""
    match event:
        case said.OmissionsPromised():
            return replace(promises, promised=event.materials, outstanding=event.materials)
        case said.OmissionsSupplied():
            return replace(promises, outstanding=event.outstanding)
        case said.OmissionsOverdue():
            return replace(promises, overdue=True)
        case said.CommitmentMade():
            return replace(promises, commitment=event.commitment)
        case said.CommitmentCheckPassed() | said.CommitmentCheckFailed():
            kept = isinstance(event, said.CommitmentCheckPassed)
            check = Examination(passed=kept, opinion=event.opinion, on=event.on)
            return replace(promises, check=check)
        case _:
            return _proposed(promises, event)


def _proposed(promises: Promises, event: said.ActEvent) -> Promises:
    if not isinstance(event, said.RevocationProposed | said.VoidingProposed):
        return promises
    return replace(promises, proposal=Proposal(grounds=event.grounds, on=event.on))

"""What departments that are consulted say (联合审查). The stored format: add, never rename."""

from dataclasses import dataclass
from datetime import date

from services.approvals.domain.catalogue import ItemRef
from services.approvals.domain.terms import Deadline
from shared.kernel.identifiers import DepartmentId


@dataclass(frozen=True, kw_only=True)
class OpinionRequested:
    """征求意见: a department was asked for its opinion, by this day."""

    item: ItemRef
    department: DepartmentId
    reply_by: date
    on: date
    duties: tuple[Deadline, ...]


@dataclass(frozen=True, kw_only=True)
class OpinionGiven:
    """反馈意见: it sees nothing against it, or objects; `outstanding` have not answered yet."""

    item: ItemRef
    department: DepartmentId
    passed: bool
    opinion: str
    outstanding: tuple[DepartmentId, ...]
    on: date


@dataclass(frozen=True, kw_only=True)
class OpinionOverdue:
    """逾期未反馈: it has not answered in time; the decision waits for it no longer."""

    item: ItemRef
    department: DepartmentId
    reply_by: date
    on: date


OpinionEvent = OpinionRequested | OpinionGiven | OpinionOverdue

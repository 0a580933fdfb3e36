"""What was applied for on one form. The stored format: add, never rename."""

from dataclasses import dataclass

from services.approvals.domain.catalogue import Completes
from services.approvals.domain.terms import Readers
from shared.kernel.identifiers import CaseId, DepartmentId, LeadId, ParkId, ProjectId


@dataclass(frozen=True, kw_only=True)
class AppliedItem:
    """申报事项: one item of the form, and the case it became."""

    item_code: str
    name: str
    department: DepartmentId
    case: CaseId


@dataclass(frozen=True, kw_only=True)
class ApplicationMade:
    """申报: one form for several items of one stage, each of which became a case at once."""

    project: ProjectId
    lead: LeadId | None
    park: ParkId | None
    readers: Readers
    stage: str
    completes: Completes
    items: tuple[AppliedItem, ...]

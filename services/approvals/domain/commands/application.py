"""What may be asked on one form."""

from dataclasses import dataclass

from services.approvals.domain.catalogue import Completes
from services.approvals.domain.events import AppliedItem
from services.approvals.domain.terms import Readers
from shared.kernel.asked import Asked
from shared.kernel.identifiers import LeadId, ParkId, ProjectId


@dataclass(frozen=True, kw_only=True)
class MakeApplication(Asked):
    """申报: keep together what came on one form."""

    project: ProjectId
    lead: LeadId | None
    park: ParkId | None
    readers: Readers
    stage: str
    completes: Completes
    items: tuple[AppliedItem, ...]

"""What may be asked of a plan."""

from dataclasses import dataclass

from services.approvals.domain.catalogue import Item
from services.approvals.domain.terms import Standing
from shared.kernel.asked import Asked
from shared.kernel.identifiers import AccountId, CaseId, LeadId, ParkId, ProjectId


@dataclass(frozen=True, kw_only=True)
class OpenPlan(Asked):
    """开立审批计划: a project has begun; these are the items it needs."""

    project: ProjectId
    lead: LeadId | None
    project_name: str
    park: ParkId | None
    specialist: AccountId | None
    catalogue_version: str
    items: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True)
class ClosePlan(Asked):
    """关闭审批计划: the project goes no further."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class NoteOfficer(Asked):
    """知悉首席服务官: the project has this officer now."""

    officer: AccountId


@dataclass(frozen=True, kw_only=True)
class NoteLeader(Asked):
    """知悉包抓领导: this leader answers for the project now."""

    leader: AccountId


@dataclass(frozen=True, kw_only=True)
class NoteApplication(Asked):
    """登记申报: a case is begun for an item."""

    item_code: str
    case: CaseId


@dataclass(frozen=True, kw_only=True)
class NoteGrant(Asked):
    """登记办成: the case for an item ended with what the item needs."""

    item_code: str
    case: CaseId
    standing: Standing
    document_number: str | None = None


@dataclass(frozen=True, kw_only=True)
class NoteNoGrant(Asked):
    """登记未办成: the case for an item ended without a grant."""

    item_code: str
    case: CaseId
    standing: Standing


@dataclass(frozen=True, kw_only=True)
class NoteGrantLost(Asked):
    """登记批准失效: the grant for an item was retracted or revoked."""

    item_code: str
    case: CaseId
    standing: Standing


PlanCommand = (
    OpenPlan
    | ClosePlan
    | NoteOfficer
    | NoteLeader
    | NoteApplication
    | NoteGrant
    | NoteNoGrant
    | NoteGrantLost
)

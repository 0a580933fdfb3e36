"""What happened to a plan. The stored format: add, never rename."""

from dataclasses import dataclass

from services.approvals.domain.catalogue import Item
from services.approvals.domain.terms import Readers, Standing
from shared.kernel.identifiers import AccountId, CaseId, LeadId, ParkId, ProjectId


@dataclass(frozen=True, kw_only=True)
class PlanOpened:
    """审批计划开立: which items the project needs, as the catalogue had them then."""

    project: ProjectId
    lead: LeadId | None
    project_name: str
    park: ParkId | None
    readers: Readers
    catalogue_version: str
    items: tuple[Item, ...]


@dataclass(frozen=True, kw_only=True)
class OfficerNoted:
    """知悉首席服务官: the officer of the project, who may read what it applies for."""

    from_officer: AccountId | None
    to_officer: AccountId


@dataclass(frozen=True, kw_only=True)
class LeaderNoted:
    """知悉包抓领导: the leader who answers for the project, and may read what it applies for."""

    from_leader: AccountId | None
    to_leader: AccountId


@dataclass(frozen=True, kw_only=True)
class ItemAppliedFor:
    """事项已申报: a case was begun for an item."""

    item_code: str
    case: CaseId
    from_standing: Standing


@dataclass(frozen=True, kw_only=True)
class ItemGranted:
    """事项已办成: a licence, a filing, or the word that none is needed is there."""

    item_code: str
    case: CaseId
    standing: Standing
    document_number: str | None


@dataclass(frozen=True, kw_only=True)
class ItemNotGranted:
    """事项未办成: a case ended without a grant; the item may be applied for again."""

    item_code: str
    case: CaseId
    standing: Standing


@dataclass(frozen=True, kw_only=True)
class ItemGrantLost:
    """事项批准失效: a grant was retracted or revoked."""

    item_code: str
    case: CaseId
    standing: Standing
    document_number: str


@dataclass(frozen=True, kw_only=True)
class PlanClosed:
    """审批计划关闭: the project goes no further; nothing more can be applied for."""

    reason: str


PlanEvent = (
    PlanOpened
    | PlanClosed
    | OfficerNoted
    | LeaderNoted
    | ItemAppliedFor
    | ItemGranted
    | ItemNotGranted
    | ItemGrantLost
)

"""What may be asked of a plan. A command carries what the catalogue composed for it."""

from dataclasses import dataclass
from datetime import date

from services.approvals.domain.catalogue import DispensedBy, Milestone
from services.approvals.domain.catalogue.composing import Composition
from services.approvals.domain.commands.joint import Joining
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
    composition: Composition


@dataclass(frozen=True, kw_only=True)
class RecomposePlan(Asked):
    """按情形调整计划: the questions were answered anew, by the same version of the catalogue."""

    composition: Composition


@dataclass(frozen=True, kw_only=True)
class MovePlan(Asked):
    """计划换版: go over to another version of the catalogue."""

    composition: Composition


@dataclass(frozen=True, kw_only=True)
class DispenseWithItem(Asked):
    """免予办理: an item is exempted, or covered by an assessment of the whole area."""

    item_code: str
    ground: DispensedBy
    reason: str
    authority: str
    document: str


@dataclass(frozen=True, kw_only=True)
class LiftDispensation(Asked):
    """取消免办: the item has to be applied for after all."""

    item_code: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class PromisePrerequisite(Asked):
    """容缺承诺前置: begin an item before what it needs, which is promised until a day."""

    item_code: str
    needed: str
    until: date


@dataclass(frozen=True, kw_only=True)
class NoteMilestone(Asked):
    """知悉工程节点: the works have come so far, with or without what that needed.

    What was only `observed` stands beside what is recognised; of both the earlier day counts.
    """

    milestone: Milestone
    on: date
    observed: bool = False


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


Composing = OpenPlan | RecomposePlan | MovePlan
Dispensing = DispenseWithItem | LiftDispensation | PromisePrerequisite
Following = NoteApplication | NoteGrant | NoteNoGrant | NoteGrantLost
PlanCommand = (
    Composing
    | Dispensing
    | Joining
    | Following
    | NoteMilestone
    | ClosePlan
    | NoteOfficer
    | NoteLeader
)

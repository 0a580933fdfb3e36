"""What happened to a plan. The stored format: add, never rename."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from services.approvals.domain.catalogue import DispensedBy, Milestone
from services.approvals.domain.catalogue.composing import Composition, Reason
from services.approvals.domain.events.joint import JoiningEvent
from services.approvals.domain.events.report import OutsideEvent
from services.approvals.domain.terms import Readers, Standing
from shared.kernel.identifiers import AccountId, CaseId, LeadId, ParkId, ProjectId


@dataclass(frozen=True, kw_only=True)
class PlanOpened:
    """审批计划开立: which items the project needs, as the catalogue had them then, and why."""

    SCHEMA: ClassVar[int] = 2

    project: ProjectId
    lead: LeadId | None
    project_name: str
    park: ParkId | None
    readers: Readers
    composition: Composition


def lift_plan_opened(plain: dict[str, Any]) -> dict[str, Any]:
    """Return the first form of PlanOpened, a bare list of items, in the second."""
    items: list[Mapping[str, Any]] = plain.pop("items")
    plain["composition"] = {
        "catalogue_version": plain.pop("catalogue_version"),
        "template": "basic",
        "answers": [],
        "unanswered": [],
        "items": items,
        "variants": [],
        "milestones": [],
        "included": [
            {"item_code": item["code"], "name": item["name"], "why": "template"} for item in items
        ],
        "left_out": [],
    }
    return plain


@dataclass(frozen=True, kw_only=True)
class ItemChange:
    """事项差异: which facts of an item are others in the new version."""

    item_code: str
    name: str
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PlanDiff:
    """计划差异: what came in, what went out with the reason for it, what is no longer the same."""

    added: tuple[Reason, ...]
    removed: tuple[Reason, ...]
    changed: tuple[ItemChange, ...]


@dataclass(frozen=True, kw_only=True)
class InForce:
    """已办成事项: what the plan has already, by a case or without one."""

    item_code: str
    standing: Standing
    case: CaseId | None
    document_number: str | None


@dataclass(frozen=True, kw_only=True)
class PlanRecomposed:
    """审批计划按情形调整: the questions were answered anew, or another template chosen.

    `in_force` is what there is already of the items that are in it now.
    """

    from_template: str
    composition: Composition
    diff: PlanDiff
    in_force: tuple[InForce, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PlanMoved:
    """审批计划换版: it goes over to another version of the catalogue, with what that changes."""

    from_version: str
    composition: Composition
    diff: PlanDiff
    in_force: tuple[InForce, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ItemDispensedWith:
    """免予办理: the item need not be applied for; by what authority, and on what document."""

    item_code: str
    ground: DispensedBy
    reason: str
    authority: str
    document: str


@dataclass(frozen=True, kw_only=True)
class DispensationLifted:
    """免办取消: the item has to be applied for after all."""

    item_code: str
    ground: DispensedBy
    reason: str


@dataclass(frozen=True, kw_only=True)
class PrerequisitePromised:
    """前置容缺承诺: an item may begin before what it needs, which is promised until a day."""

    item_code: str
    needed: str
    until: date


@dataclass(frozen=True, kw_only=True)
class MilestoneNoted:
    """知悉工程节点: the works have come so far, on this day, or were only `observed` to have.

    A later one replaces what was recognised before: it puts the day right.
    """

    milestone: Milestone
    on: date
    observed: bool = False


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


CompositionEvent = PlanOpened | PlanRecomposed | PlanMoved
DispensationEvent = ItemDispensedWith | DispensationLifted | PrerequisitePromised
FollowingEvent = ItemAppliedFor | ItemGranted | ItemNotGranted | ItemGrantLost
PlanEvent = (
    CompositionEvent
    | DispensationEvent
    | JoiningEvent
    | FollowingEvent
    | OutsideEvent
    | MilestoneNoted
    | PlanClosed
    | OfficerNoted
    | LeaderNoted
)

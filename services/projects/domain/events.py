"""What happened to a project. The stored format: add, never rename.

Who, when it was so and when it was recorded stand beside every event. A date is repeated here only
where a later rule asks for it.
"""

from dataclasses import dataclass
from datetime import date

from services.projects.domain.terms import (
    ImportedRow,
    Investment,
    ItemStanding,
    Lacking,
    MilestoneKind,
    Origin,
    PlanItem,
    Stage,
)
from shared.kernel.effective import Effective
from shared.kernel.identifiers import AccountId, CaseId, DepartmentId, EventId, LeadId, ProjectId


@dataclass(frozen=True, kw_only=True)
class ProjectCreated:
    """生成项目: it exists from here on, at the stage it was found at `since`."""

    project_id: ProjectId
    origin: Origin
    stage: Stage
    since: Effective
    investment: Investment
    lead_id: LeadId | None = None
    row: ImportedRow | None = None
    commenced: Effective | None = None


@dataclass(frozen=True, kw_only=True)
class ImportedProjectWithdrawn:
    """导入已撤回: the import was undone; the project counts nowhere any more."""

    row: ImportedRow
    from_stage: Stage


@dataclass(frozen=True, kw_only=True)
class ImportedProjectWithdrawalRefused:
    """撤回导入被拒: the import stays, for the reason that `code` names."""

    row: ImportedRow
    request: EventId
    code: str
    detail: str


@dataclass(frozen=True, kw_only=True)
class CommencementGateSet:
    """明确开工前置事项: nobody may break ground without a grant in force for each of these."""

    items: tuple[PlanItem, ...]


@dataclass(frozen=True, kw_only=True)
class _OnItem:
    """前置事项: what every report on one item says."""

    item_code: str
    name: str
    department: DepartmentId
    case_id: CaseId


@dataclass(frozen=True, kw_only=True)
class GateItemProgressed(_OnItem):
    """前置事项进展: the case for an item has come further, or has ended without a grant."""

    from_standing: ItemStanding
    to_standing: ItemStanding


@dataclass(frozen=True, kw_only=True)
class GateItemGranted(_OnItem):
    """前置事项获批: a grant is in force from `since` on."""

    document_number: str
    since: Effective


@dataclass(frozen=True, kw_only=True)
class GateItemExempted(_OnItem):
    """前置事项无需许可: the law asks no permit of this project."""


@dataclass(frozen=True, kw_only=True)
class GateItemLost(_OnItem):
    """前置事项失效: a grant is in force no longer, from `since` on."""

    standing: ItemStanding
    since: Effective


@dataclass(frozen=True, kw_only=True)
class CommencementGateOpened:
    """开工条件具备: every item that gates the commencement has a grant in force."""

    item_codes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class CommencementGateLost:
    """开工条件丧失: a grant that the commencement rests on, or was to rest on, is gone."""

    stage: Stage
    lacking: tuple[Lacking, ...]


@dataclass(frozen=True, kw_only=True)
class ProjectCoded:
    """已赋码: the project bears its national code."""

    code: str


@dataclass(frozen=True, kw_only=True)
class ProjectCodeCorrected:
    """项目代码更正: the code borne so far was wrong or has been replaced."""

    from_code: str
    to_code: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class OfficerAssigned:
    """已指派首席服务官: this officer follows the project the whole way."""

    officer: AccountId


@dataclass(frozen=True, kw_only=True)
class OfficerHandedOver:
    """已移交: another officer follows the project from now on."""

    from_officer: AccountId
    to_officer: AccountId
    reason: str


@dataclass(frozen=True, kw_only=True)
class LeaderAssigned:
    """已指定包抓领导: this leader answers for the project."""

    leader: AccountId


@dataclass(frozen=True, kw_only=True)
class LeaderReplaced:
    """更换包抓领导: another leader answers for the project from now on."""

    from_leader: AccountId
    to_leader: AccountId
    reason: str


@dataclass(frozen=True, kw_only=True)
class MilestonePlanned:
    """里程碑计划: the day it is due; `from_on` is the day planned before."""

    milestone: MilestoneKind
    from_on: date | None
    to_on: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class MilestoneForecast:
    """里程碑预计: the day it will really be, as seen now; `from_on` is what was thought before."""

    milestone: MilestoneKind
    planned_on: date | None
    from_on: date | None
    to_on: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class MilestoneSlipped:
    """里程碑延期: it is expected later than planned."""

    milestone: MilestoneKind
    planned_on: date
    forecast_on: date
    days_late: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class MilestoneReached:
    """里程碑达成: it was reached; the days planned and forecast are kept beside it."""

    milestone: MilestoneKind
    reached: Effective
    evidence: str
    planned_on: date | None
    forecast_on: date | None


@dataclass(frozen=True, kw_only=True)
class WorkCommenced:
    """开工: ground was broken lawfully and that was recognised."""

    since: Effective
    evidence: str
    planned_on: date | None


@dataclass(frozen=True, kw_only=True)
class StartObserved:
    """发现动工: works were seen that were allowed."""

    seen_on: Effective
    seen: str


@dataclass(frozen=True, kw_only=True)
class UnapprovedStartObserved:
    """未批先建: works were seen before everything was granted."""

    seen_on: Effective
    seen: str
    lacking: tuple[Lacking, ...]


@dataclass(frozen=True, kw_only=True)
class WorkSuspended:
    """停缓建: works stand still, or are put off."""

    from_stage: Stage
    since: Effective
    reason: str


@dataclass(frozen=True, kw_only=True)
class WorkResumed:
    """复工: works go on at the stage they were suspended at."""

    to_stage: Stage
    since: Effective
    note: str


@dataclass(frozen=True, kw_only=True)
class WorksCompleted:
    """竣工: the works are complete."""

    since: Effective
    evidence: str
    planned_on: date | None


@dataclass(frozen=True, kw_only=True)
class ProductionStarted:
    """投产: production has begun."""

    since: Effective
    evidence: str
    planned_on: date | None


@dataclass(frozen=True, kw_only=True)
class ProjectTerminated:
    """项目终止: it is not carried on."""

    from_stage: Stage
    since: Effective
    reason: str


CreationEvent = ProjectCreated | ImportedProjectWithdrawn | ImportedProjectWithdrawalRefused
GateEvent = (
    CommencementGateSet
    | GateItemProgressed
    | GateItemGranted
    | GateItemExempted
    | GateItemLost
    | CommencementGateOpened
    | CommencementGateLost
)
AssignmentEvent = (
    ProjectCoded
    | ProjectCodeCorrected
    | OfficerAssigned
    | OfficerHandedOver
    | LeaderAssigned
    | LeaderReplaced
)
MilestoneEvent = MilestonePlanned | MilestoneForecast | MilestoneSlipped | MilestoneReached
SiteEvent = WorkCommenced | StartObserved | UnapprovedStartObserved | WorkSuspended | WorkResumed
OutcomeEvent = WorksCompleted | ProductionStarted | ProjectTerminated
Event = CreationEvent | GateEvent | AssignmentEvent | MilestoneEvent | SiteEvent | OutcomeEvent

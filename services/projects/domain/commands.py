"""What may be asked of a project. A command carries every fact its rule needs."""

from dataclasses import dataclass
from datetime import date

from services.projects.domain.terms import (
    ImportedRow,
    Investment,
    ItemStanding,
    MilestoneKind,
    PlanItem,
    ReportedBy,
    Stage,
)
from shared.kernel.asked import Asked
from shared.kernel.effective import Effective
from shared.kernel.identifiers import AccountId, CaseId, EventId, LeadId, ProjectId
from shared.kernel.quantity import Quantity


@dataclass(frozen=True, kw_only=True)
class CreateProject(Asked):
    """生成项目: a lead was signed; the date is that of the signing."""

    project_id: ProjectId
    lead_id: LeadId
    investment: Investment


@dataclass(frozen=True, kw_only=True)
class CorrectAgreedTerms(Asked):
    """更正协议要素: the lead's agreement was entered wrongly; the date is that of the signing."""

    amount: Quantity
    agreed_start_on: date
    agreed_production_on: date
    agreement_number: str | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class ImportProject(Asked):
    """导入项目: a ledger holds a project that never was a lead here.

    The date is since when it has stood at `stage`; `commenced` is when it broke ground, if known.
    """

    project_id: ProjectId
    row: ImportedRow
    investment: Investment
    stage: Stage
    commenced: Effective | None = None


@dataclass(frozen=True, kw_only=True)
class WithdrawImportedProject(Asked):
    """撤回导入: undo an import unless something was done since; `request` is the undo asked for."""

    row: ImportedRow
    request: EventId


@dataclass(frozen=True, kw_only=True)
class SetCommencementGate(Asked):
    """明确开工前置事项: the approvals plan of the project was opened, or composed anew.

    Of each of `needs` one item is enough; without any, every item is needed.
    """

    items: tuple[PlanItem, ...]
    needs: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, kw_only=True)
class NoteCaseProgress(Asked):
    """记录办件进展: the approving side reports how far the case for an item has come."""

    item_code: str
    case_id: CaseId
    standing: ItemStanding


@dataclass(frozen=True, kw_only=True)
class NoteGrant(Asked):
    """记录批准: an item was granted, or its filing recorded, on the command's date."""

    item_code: str
    case_id: CaseId
    document_number: str
    report: ReportedBy | None = None


@dataclass(frozen=True, kw_only=True)
class NoteExemption(Asked):
    """记录无需许可: the law asks no permit of this project, or it was exempted, without a case."""

    item_code: str
    case_id: CaseId | None


@dataclass(frozen=True, kw_only=True)
class NoteGrantLost(Asked):
    """记录批准失效: a grant or an exemption is gone; the date is from when."""

    item_code: str
    case_id: CaseId | None
    standing: ItemStanding


@dataclass(frozen=True, kw_only=True)
class AssignProjectCode(Asked):
    """赋码: the national platform gave the project its code; a second code corrects the first."""

    code: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class AssignOfficer(Asked):
    """指派首席服务官: name the first officer of the project."""

    officer: AccountId


@dataclass(frozen=True, kw_only=True)
class HandOver(Asked):
    """移交: one officer hands the project to another."""

    from_officer: AccountId
    to_officer: AccountId
    reason: str


@dataclass(frozen=True, kw_only=True)
class AssignLeader(Asked):
    """指定包抓领导: name the leader in charge; replacing one takes a reason."""

    leader: AccountId
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class PlanMilestone(Asked):
    """制定里程碑计划: set the day a milestone is due; moving it takes a reason."""

    milestone: MilestoneKind
    planned_on: date
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ForecastMilestone(Asked):
    """预计里程碑: say when it will really be; later than planned takes a reason."""

    milestone: MilestoneKind
    forecast_on: date
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class ReachMilestone(Asked):
    """达成里程碑: it was reached on the command's date."""

    milestone: MilestoneKind
    evidence: str


@dataclass(frozen=True, kw_only=True)
class CorrectMilestone(Asked):
    """更正里程碑: it was reached on the command's date, not on the one entered."""

    milestone: MilestoneKind
    reason: str


@dataclass(frozen=True, kw_only=True)
class RecogniseCommencement(Asked):
    """开工认定: ground was broken on the command's date, with everything granted that must be."""

    evidence: str


@dataclass(frozen=True, kw_only=True)
class ObserveStart(Asked):
    """发现动工: somebody saw works going on, whether they were allowed or not."""

    seen: str


@dataclass(frozen=True, kw_only=True)
class SuspendWork(Asked):
    """停缓建: works have stood still, or have been put off, since the command's date."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class ResumeWork(Asked):
    """复工: works go on again where they were suspended."""

    note: str


@dataclass(frozen=True, kw_only=True)
class CompleteWorks(Asked):
    """竣工认定: the works were completed on the command's date."""

    evidence: str


@dataclass(frozen=True, kw_only=True)
class StartProduction(Asked):
    """投产认定: production began on the command's date."""

    evidence: str


@dataclass(frozen=True, kw_only=True)
class TerminateProject(Asked):
    """终止项目: it will not be carried on; afterwards only corrections are taken."""

    reason: str


Creation = CreateProject | CorrectAgreedTerms | ImportProject | WithdrawImportedProject
GateReport = SetCommencementGate | NoteCaseProgress | NoteGrant | NoteExemption | NoteGrantLost
Assignment = AssignProjectCode | AssignOfficer | HandOver | AssignLeader
MilestoneAct = PlanMilestone | ForecastMilestone | ReachMilestone | CorrectMilestone
SiteAct = RecogniseCommencement | ObserveStart | SuspendWork | ResumeWork
Outcome = CompleteWorks | StartProduction | TerminateProject
Command = Creation | GateReport | Assignment | MilestoneAct | SiteAct | Outcome

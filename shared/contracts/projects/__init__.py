"""What projects tells others. Nothing that happens to a project is private.

A quantity is in its plain form (`Quantity.to_plain`), a span of time in its own
(`Effective.to_plain`). Where a value replaces another both are given, as `from_…` and `to_…` or as
`before` and `after`. Fields are only added.
"""

from datetime import date

from shared.contracts.projects.milestones import (
    MilestoneCorrected,
    MilestoneForecast,
    MilestonePlanned,
    MilestoneReached,
    MilestoneSlipped,
)
from shared.contracts.projects.told import Lacking, OfProject, Plain, PlainTime, Told
from shared.contracts.projects.works import (
    ProductionStarted,
    ProjectTerminated,
    StartObserved,
    UnapprovedStartObserved,
    WorkCommenced,
    WorkResumed,
    WorksCompleted,
    WorkSuspended,
)
from shared.kernel.identifiers import (
    AccountId,
    CaseId,
    DepartmentId,
    ImportId,
    LeadId,
    ParkId,
)

__all__ = [
    "AgreedTermsCorrected",
    "CommencementGateLost",
    "CommencementGateOpened",
    "CommencementGateSet",
    "ComparedField",
    "GateItem",
    "GateItemExempted",
    "GateItemGranted",
    "GateItemLost",
    "GateItemProgressed",
    "ImportedProjectWithdrawalRefused",
    "ImportedProjectWithdrawn",
    "Investment",
    "Lacking",
    "LeaderAssigned",
    "LeaderReplaced",
    "MilestoneCorrected",
    "MilestoneForecast",
    "MilestonePlanned",
    "MilestoneReached",
    "MilestoneSlipped",
    "OfProject",
    "OfficerAssigned",
    "OfficerHandedOver",
    "Plain",
    "PlainTime",
    "ProductionStarted",
    "ProjectCodeChecked",
    "ProjectCodeCorrected",
    "ProjectCoded",
    "ProjectCreated",
    "ProjectTerminated",
    "StartObserved",
    "Told",
    "UnapprovedStartObserved",
    "WorkCommenced",
    "WorkResumed",
    "WorkSuspended",
    "WorksCompleted",
]


class GateItem(Told):
    """前置事项: an item without which nobody may break ground."""

    item_code: str
    name: str
    department: DepartmentId


class Investment(Told):
    """投资事项: what was agreed, or what a ledger says; None is what nobody stated."""

    name: str
    investor_name: str | None = None
    credit_code: str | None = None
    park: ParkId
    specialist: AccountId | None = None
    amount: Plain | None = None
    land: Plain | None = None
    land_supply: str | None = None
    site: str | None = None
    content: str | None = None
    investor_origin: str | None = None
    remark: str | None = None
    agreement_number: str | None = None
    agreed_start_on: date | None = None
    agreed_production_on: date | None = None


class ProjectCreated(OfProject, Investment):
    """生成项目: `origin` is lead or imported; it has stood at `stage` since `since`."""

    origin: str
    lead_id: LeadId | None = None
    import_id: ImportId | None = None
    row: str | None = None
    stage: str
    since: PlainTime
    commenced: PlainTime | None = None


class AgreedTermsCorrected(OfProject):
    """协议要素更正: the agreement was entered wrongly."""

    before: Investment
    after: Investment
    reason: str


class ImportedProjectWithdrawn(OfProject):
    """导入已撤回: the project of this row counts nowhere any more."""

    import_id: ImportId
    row: str
    from_stage: str
    to_stage: str


class ImportedProjectWithdrawalRefused(OfProject):
    """撤回导入被拒: it stays, for the reason that `code` names."""

    import_id: ImportId
    row: str
    code: str
    detail: str


class CommencementGateSet(OfProject):
    """明确开工前置事项: nobody may break ground without a grant for each of these.

    Of each of `needs` one item is enough; told without, every item is needed.
    """

    items: tuple[GateItem, ...]
    needs: tuple[tuple[str, ...], ...] = ()


class _OfItem(OfProject):
    item_code: str
    name: str
    department: DepartmentId
    case_id: CaseId | None = None


class GateItemProgressed(_OfItem):
    """前置事项进展: the case for it has come further, or ended without a grant."""

    from_standing: str
    to_standing: str


class ReportedBy(Told):
    """报送来源: what another system told, by which a grant is known here without a case of ours."""

    report: str
    source: str
    record: str
    record_version: int


class GateItemGranted(_OfItem):
    """前置事项获批: a grant is in force since then; by a `report`, `case_id` names no case."""

    document_number: str
    since: PlainTime
    report: ReportedBy | None = None


class GateItemExempted(_OfItem):
    """前置事项无需许可: the law asks no permit of this project."""


class GateItemLost(_OfItem):
    """前置事项失效: its grant is in force no longer."""

    standing: str
    since: PlainTime


class CommencementGateOpened(OfProject):
    """开工条件具备: ground may be broken."""

    item_codes: tuple[str, ...]


class CommencementGateLost(OfProject):
    """开工条件丧失: a grant that the commencement rests on is gone; `stage` is the project's."""

    stage: str
    lacking: tuple[Lacking, ...]


class ProjectCoded(OfProject):
    """赋码: the project bears its national code."""

    code: str


class ProjectCodeCorrected(OfProject):
    """项目代码更正: it bears another code."""

    from_code: str
    to_code: str
    reason: str


class ComparedField(Told):
    """核对项: one field on both sides; `same` is None where it cannot be said."""

    field: str
    ours: str | None = None
    theirs: str | None = None
    same: bool | None = None


class ProjectCodeChecked(OfProject):
    """项目代码核对: what the national platform says under the code, beside what we say."""

    code: str
    outcome: str
    why: str | None = None
    fields: tuple[ComparedField, ...]
    differing: tuple[str, ...]


class OfficerAssigned(OfProject):
    """指派首席服务官: who follows the project."""

    officer: AccountId


class OfficerHandedOver(OfProject):
    """首席服务官移交: who follows it from now on."""

    from_officer: AccountId
    to_officer: AccountId
    reason: str


class LeaderAssigned(OfProject):
    """指定包抓领导: who answers for the project."""

    leader: AccountId


class LeaderReplaced(OfProject):
    """更换包抓领导: who answers for it from now on."""

    from_leader: AccountId
    to_leader: AccountId
    reason: str

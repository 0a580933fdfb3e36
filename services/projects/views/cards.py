"""What projects look like in answers: one of a list, and one by itself."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from services.projects.domain.terms import Flag, ItemStanding, MilestoneKind, Origin, Stage
from shared.kernel.identifiers import AccountId, LeadId, ParkId, ProjectId

Plain = dict[str, str | None]
PlainTime = dict[str, str]


class Shown(BaseModel):
    """What every answer is: read, not changed."""

    model_config = ConfigDict(frozen=True)


class MilestoneCard(Shown):
    """里程碑: planned, forecast and reached."""

    milestone: MilestoneKind
    name: str
    planned_on: date | None
    forecast_on: date | None
    reason: str
    slipped: bool
    reached: PlainTime | None
    evidence: str


class ReportCard(Shown):
    """报送来源: the record of another system that tells of a grant."""

    report: str
    source: str
    record: str
    record_version: int


class GateItemCard(Shown):
    """前置事项: how far it is, who holds it, and since when its grant is in force.

    What it rests on is a case, a `report` of another system, or neither: then it is dispensed with.
    """

    item_code: str
    name: str
    department: str
    standing: ItemStanding
    standing_name: str
    case_id: str | None
    report: ReportCard | None
    in_force: bool
    document_number: str | None
    in_force_since: PlainTime | None


class LackingCard(Shown):
    """所缺事项: an item without a grant in force, and who holds it."""

    item_code: str
    name: str
    held_by: str
    stage: ItemStanding
    stage_name: str


class GateCard(Shown):
    """开工条件: whether ground may be broken, and what is lacking; of each need one is enough."""

    known: bool
    open: bool
    items: list[GateItemCard]
    needs: list[list[str]]
    lacking: list[LackingCard]


class ChargeCard(Shown):
    """责任人: an account, and since when."""

    account: AccountId
    since: PlainTime


class CodeCard(Shown):
    """项目代码: the code borne, and the event that gave it."""

    code: str
    since: PlainTime
    event_id: str


class SightingCard(Shown):
    """动工记录: what was seen; `lacking` is null when it was allowed."""

    seen_on: PlainTime
    seen: str
    lacking: list[LackingCard] | None


class SuspensionCard(Shown):
    """停缓建记录: from when to when, and why."""

    since: PlainTime
    until: PlainTime | None
    reason: str


class _Whose(Shown):
    name: str
    investor_name: str | None
    credit_code: str | None
    park: ParkId
    specialist: AccountId | None
    amount: Plain | None
    origin: Origin
    lead_id: LeadId | None
    stage: Stage
    stage_name: str
    stage_since: PlainTime | None
    flags: list[Flag]


class ProjectCard(_Whose):
    """项目要览: what a list keeps of one."""

    code: str | None
    officer: AccountId | None
    leader: AccountId | None
    gate_open: bool
    milestones: list[MilestoneCard]


class ListedProject(ProjectCard):
    """项目 (列表): what a list shows of one."""

    id: ProjectId
    version: int
    changed_at: datetime


class ProjectShown(_Whose):
    """项目: one project, as known and as it was so at the moments asked for."""

    id: ProjectId
    import_id: str | None
    row: str | None
    land: Plain | None
    land_supply: str | None
    site: str | None
    content: str | None
    investor_origin: str | None
    remark: str | None
    agreement_number: str | None
    agreed_start_on: date | None
    agreed_production_on: date | None
    stage_words: str
    code: CodeCard | None
    officer: ChargeCard | None
    leader: ChargeCard | None
    gate: GateCard
    milestones: list[MilestoneCard]
    sightings: list[SightingCard]
    suspensions: list[SuspensionCard]

"""The words the stories about projects are told in."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import TypedDict

from services.projects.domain import commands as asked
from services.projects.domain import events as said
from services.projects.domain.project import PROJECT
from services.projects.domain.state import Project
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
from shared.kernel.asked import Actor
from shared.kernel.effective import Effective
from shared.kernel.identifiers import (
    AccountId,
    CaseId,
    DepartmentId,
    EventId,
    ImportId,
    LeadId,
    ParkId,
    ProjectId,
    stream_key,
)
from shared.kernel.quantity import Qualifier, Quantity
from shared.kernel.recorded import Meta, Recorded
from tests.harness.given_when_then import Story

PROJECT_ID = ProjectId("5b0c3f7e-0000-5000-8000-000000000001")
LEAD_ID = LeadId("0198f1c2-0000-7000-8000-000000000001")
OFFICER = AccountId("officer-wang")
OTHER_OFFICER = AccountId("officer-zhao")
LEADER = AccountId("leader-li")
OTHER_LEADER = AccountId("leader-sun")
SPECIALIST = AccountId("specialist-chen")
NOW = datetime(2026, 9, 1, 1, 0, tzinfo=UTC)
CODE = "2601-340400-04-01-123456"
OTHER_CODE = "2602-340400-04-01-654321"
OLD_CODE = "2019-340400-65-03-012345"
AGREED_START = date(2026, 6, 1)
AGREED_PRODUCTION = date(2027, 6, 1)

FILING = PlanItem(
    item_code="A01", name="企业投资项目备案", department=DepartmentId("development-reform")
)
IMPACT = PlanItem(item_code="A12", name="环评报告表", department=DepartmentId("ecology"))
PLANNING = PlanItem(
    item_code="B02", name="建设工程规划许可证", department=DepartmentId("natural-resources")
)
ITEMS = (FILING, IMPACT, PLANNING)
ROW = ImportedRow(import_id=ImportId("0198f1c2-0000-7000-8000-00000000000a"), row="潘集区!4")

project: Story[asked.Command, Project, said.Event] = Story(PROJECT)


class Asking(TypedDict):
    by: Actor
    at: datetime
    effective: Effective


def on(month: int, day: int, year: int = 2026) -> Effective:
    return Effective.on_day(date(year, month, day))


def asking(effective: Effective | None = None, at: datetime = NOW) -> Asking:
    actor = Actor(id=OFFICER, role="service-officer")
    return {"by": actor, "at": at, "effective": effective or Effective.at_instant(at)}


def investment() -> Investment:
    return Investment(
        name="检测设备生产基地",
        park=ParkId("inspection-park"),
        investor_name="中检集团",
        specialist=SPECIALIST,
        amount=Quantity.from_plain(
            {"value": "3", "unit": "亿元", "currency": "CNY", "qualifier": Qualifier.ABOUT}
        ),
        agreement_number="招协〔2026〕1号",
        agreed_start_on=AGREED_START,
        agreed_production_on=AGREED_PRODUCTION,
    )


def ledger_facts() -> Investment:
    return Investment(name="豆腐文化产业园项目", park=ParkId("panji-district"))


SIGNED_ON = on(1, 10)


def created(since: Effective = SIGNED_ON) -> said.ProjectCreated:
    return said.ProjectCreated(
        project_id=PROJECT_ID,
        origin=Origin.LEAD,
        stage=Stage.SIGNED,
        since=since,
        investment=investment(),
        lead_id=LEAD_ID,
    )


def imported(stage: Stage = Stage.UNDER_CONSTRUCTION) -> said.ProjectCreated:
    return said.ProjectCreated(
        project_id=PROJECT_ID,
        origin=Origin.IMPORTED,
        stage=stage,
        since=Effective.in_month(2018, 8),
        investment=ledger_facts(),
        row=ROW,
        commenced=Effective.in_month(2018, 8),
    )


def gate_set(*items: PlanItem) -> said.CommencementGateSet:
    return said.CommencementGateSet(items=items or ITEMS)


def case_of(item: PlanItem, number: int = 1) -> CaseId:
    return CaseId(f"case-of-{item.item_code}-{number}")


def progressed(
    item: PlanItem,
    to: ItemStanding,
    before: ItemStanding = ItemStanding.NOT_APPLIED,
    number: int = 1,
) -> said.GateItemProgressed:
    return said.GateItemProgressed(
        item_code=item.item_code,
        name=item.name,
        department=item.department,
        case_id=case_of(item, number),
        from_standing=before,
        to_standing=to,
    )


def granted(item: PlanItem, since: Effective, number: int = 1) -> said.GateItemGranted:
    return said.GateItemGranted(
        item_code=item.item_code,
        name=item.name,
        department=item.department,
        case_id=case_of(item, number),
        document_number=f"文〔2026〕{item.item_code}",
        since=since,
    )


def exempted(item: PlanItem) -> said.GateItemExempted:
    return said.GateItemExempted(
        item_code=item.item_code,
        name=item.name,
        department=item.department,
        case_id=case_of(item),
    )


def lost(
    item: PlanItem, since: Effective, standing: ItemStanding = ItemStanding.REVOKED
) -> said.GateItemLost:
    return said.GateItemLost(
        item_code=item.item_code,
        name=item.name,
        department=item.department,
        case_id=case_of(item),
        standing=standing,
        since=since,
    )


def lacking(item: PlanItem, stage: ItemStanding = ItemStanding.NOT_APPLIED) -> Lacking:
    return Lacking(item_code=item.item_code, name=item.name, held_by=item.department, stage=stage)


def gate_opened() -> said.CommencementGateOpened:
    return said.CommencementGateOpened(item_codes=tuple(item.item_code for item in ITEMS))


GRANTED_ON = on(4, 1)


def all_granted() -> tuple[said.Event, ...]:
    """Created, with its plan and everything granted on the first of April."""
    grants = [granted(item, GRANTED_ON) for item in ITEMS]
    return (created(), gate_set(), *grants, gate_opened())


COMMENCED_ON = on(5, 6)


def commenced(since: Effective = COMMENCED_ON) -> said.WorkCommenced:
    return said.WorkCommenced(
        from_stage=Stage.SIGNED, since=since, evidence="现场照片、施工合同", planned_on=AGREED_START
    )


def under_construction() -> tuple[said.Event, ...]:
    return (*all_granted(), commenced())


def suspended(since: Effective, from_stage: Stage = Stage.UNDER_CONSTRUCTION) -> said.WorkSuspended:
    return said.WorkSuspended(from_stage=from_stage, since=since, reason="资金未到位")


def completed(since: Effective) -> said.WorksCompleted:
    return said.WorksCompleted(
        from_stage=Stage.UNDER_CONSTRUCTION, since=since, evidence="竣工验收报告", planned_on=None
    )


def producing(since: Effective) -> said.ProductionStarted:
    return said.ProductionStarted(
        from_stage=Stage.COMPLETED, since=since, evidence="首批产品", planned_on=AGREED_PRODUCTION
    )


def terminated(from_stage: Stage = Stage.SIGNED) -> said.ProjectTerminated:
    return said.ProjectTerminated(from_stage=from_stage, since=on(8, 1), reason="投资方放弃")


def planned(
    kind: MilestoneKind, to_on: date, from_on: date | None = None, reason: str = ""
) -> said.MilestonePlanned:
    return said.MilestonePlanned(milestone=kind, from_on=from_on, to_on=to_on, reason=reason)


def recognise(effective: Effective = COMMENCED_ON) -> asked.RecogniseCommencement:
    return asked.RecogniseCommencement(**asking(effective), evidence="现场照片、施工合同")


REQUEST = EventId("0198f1c2-0000-7000-8000-0000000000ff")


def effective_of(event: said.Event) -> Effective:
    """When it was so, as the command that made the event said; without a date of its own, NOW."""
    for name in ("since", "seen_on", "reached", "to_reached"):
        stated = getattr(event, name, None)
        if isinstance(stated, Effective):
            return stated
    return Effective.at_instant(NOW)


def recorded(
    event: said.Event, version: int = 1, effective: Effective | None = None
) -> Recorded[said.Event]:
    return Recorded(
        position=version,
        event_id=EventId(f"0198f1c2-0000-7000-8000-{version:012d}"),
        stream=stream_key("project", PROJECT_ID),
        version=version,
        recorded_at=NOW + timedelta(minutes=version),
        hash=bytes(32),
        meta=Meta(
            effective=effective or effective_of(event),
            actor=Actor(id=OFFICER, role="service-officer"),
            correlation="0198f1c2-0000-7000-8000-00000000c0de",
        ),
        event=event,
    )


def recorded_all(events: Iterable[said.Event]) -> list[Recorded[said.Event]]:
    """A stream with these events, one a minute from NOW on."""
    return [recorded(event, version) for version, event in enumerate(events, 1)]

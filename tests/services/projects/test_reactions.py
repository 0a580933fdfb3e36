"""What others tell, and what becomes of it here. The events are as the bus carries them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from services.projects.domain import events as said
from services.projects.domain.terms import ItemStanding, Stage
from services.projects.reactions import project_of_lead, project_of_row
from shared.adapters.runtime import Runtime
from shared.contracts.envelope import CloudEvent, sequence_text
from shared.kernel.effective import Effective
from shared.kernel.housekeeping import ReactionRefused
from shared.kernel.identifiers import LeadId, ProjectId, StreamKey, stream_key
from shared.kernel.recorded import Recorded
from tests.domain.projects.stories import LEAD_ID, ROW
from tests.harness.services import Installation

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
PROJECT = project_of_lead(LEAD_ID)
IMPORTED = project_of_row(ROW)
UNKNOWN_AMOUNT = {"value": None, "unit": "亿元", "currency": "CNY", "qualifier": "unknown"}
SIGNED = {
    "lead_id": LEAD_ID,
    "name": "检测设备生产基地",
    "investor_name": "中检集团",
    "park": "inspection-park",
    "specialist": "sample-specialist",
    "amount": {"value": "3", "unit": "亿元", "currency": "CNY", "qualifier": "about"},
    "agreed_start_on": "2026-06-01",
    "agreed_production_on": "2027-06-01",
}
ROW_TOLD = {"import_id": ROW.import_id, "row": ROW.row}
COMMITTED = {
    **ROW_TOLD,
    "name": "豆腐文化产业园项目",
    "park": "panji-district",
    "stage": "under-construction",
    "since": Effective.in_month(2018, 8).to_plain(),
    "amount": UNKNOWN_AMOUNT,
    "land": {"value": "86", "unit": "亩", "qualifier": "about"},
    "land_supply": "已供地",
    "commenced": Effective.in_month(2018, 8).to_plain(),
}
ITEMS = [
    ("A01", "企业投资项目备案", "development-reform", True),
    ("A12", "环评报告表", "ecology", True),
    ("D03", "竣工验收备案", "construction", False),
]
PLANNED: list[dict[str, Any]] = [
    {
        "item_code": code,
        "name": name,
        "kind": "许可",
        "stage": "1",
        "department": department,
        "gates_commencement": gates,
        "needs": [],
    }
    for code, name, department, gates in ITEMS
]
PLAN = {
    "project_id": PROJECT,
    "project_name": "检测设备生产基地",
    "catalogue_version": "2026.1",
    "items": PLANNED,
}


class Bus:
    """Tells the projects service, one event after the other."""

    def __init__(self, running: Installation) -> None:
        self.runtime: Runtime[Any] = running.services["projects"].runtime
        self.told = 0
        self.lead = LEAD_ID

    @property
    def project(self) -> ProjectId:
        return project_of_lead(self.lead)

    async def tell(
        self, service: str, name: str, data: dict[str, Any], effective: Effective | None = None
    ) -> None:
        self.told += 1
        when = effective or Effective.at_instant(AT)
        await self.runtime.react(
            CloudEvent(
                id=f"0198f1c2-0000-7000-8000-{self.told:012d}",
                source="urn:cn:123700000000000000:system",
                type=f"cn.luodi.{service}.{name}.v1",
                subject="lead-1",
                time=AT,
                sequence=sequence_text(self.told),
                service=service,
                eventname=name,
                streamversion=self.told,
                effectivefrom=when.start,
                effectiveto=when.end,
                effectiveprecision=when.precision,
                actorid="anybody",
                actorrole="approver",
                correlationid="0198f1c2-0000-7000-8000-00000000c0de",
                chainhash="00",
                data=data,
            )
        )

    async def tell_of_case(
        self, name: str, item_code: str = "A12", day: Effective | None = None
    ) -> None:
        data = {
            "case_id": f"case-of-{item_code}",
            "project_id": self.project,
            "item_code": item_code,
            "item_name": "环评报告表",
            "department": "ecology",
            "on": "2026-03-02",
            "reason": "材料不全",
            "document_number": "环审〔2026〕2号",
        }
        await self.tell("approvals", name, data, day)

    async def stream(self, project_id: str = PROJECT) -> Sequence[Recorded[Any]]:
        return await self.runtime.store.stream(stream_key("project", project_id))

    async def events(self, project_id: str = PROJECT) -> list[Any]:
        return [recorded.event for recorded in await self.stream(project_id)]


async def begun(running: Installation) -> Bus:
    bus = Bus(running)
    await bus.tell("leads", "AgreementSigned", SIGNED, Effective.in_half_year(2026, 1))
    return bus


async def test_signing_makes_a_project_in_the_same_thread(running: Installation) -> None:
    bus = await begun(running)
    (recorded,) = await bus.stream()
    assert isinstance(recorded.event, said.ProjectCreated)
    assert recorded.event.lead_id == LEAD_ID
    assert recorded.meta.correlation == "0198f1c2-0000-7000-8000-00000000c0de"
    assert recorded.meta.effective == Effective.in_half_year(2026, 1)
    assert (recorded.meta.lead, recorded.meta.project) == (LEAD_ID, PROJECT)


async def test_another_lead_makes_another_project(running: Installation) -> None:
    bus = await begun(running)
    await bus.tell("leads", "AgreementSigned", SIGNED | {"lead_id": "another"})
    assert await bus.events(project_of_lead(LeadId("another")))
    assert len(await bus.events()) == 1


async def test_a_corrected_agreement_is_taken_over(running: Installation) -> None:
    bus = await begun(running)
    before = {
        "amount": SIGNED["amount"],
        "start_on": "2026-06-01",
        "production_on": "2027-06-01",
    }
    correction = {
        "lead_id": LEAD_ID,
        "before": before,
        "after": before | {"start_on": "2026-07-01"},
        "reason": "录入有误",
    }
    await bus.tell("leads", "AgreementCorrected", correction)
    corrected = (await bus.events())[-1]
    assert isinstance(corrected, said.AgreedTermsCorrected)
    assert str(corrected.after.agreed_start_on) == "2026-07-01"


async def test_a_row_makes_a_project_and_its_undoing_withdraws_it(running: Installation) -> None:
    bus = Bus(running)
    await bus.tell("leads", "ProjectRowCommitted", COMMITTED)
    (recorded,) = await bus.stream(IMPORTED)
    created = recorded.event
    assert isinstance(created, said.ProjectCreated)
    assert (created.stage, created.row) == (Stage.UNDER_CONSTRUCTION, ROW)
    assert created.commenced == recorded.meta.effective == Effective.in_month(2018, 8)
    assert created.investment.amount is not None
    assert created.investment.amount.value is None
    assert created.investment.land_supply == "已供地"
    await bus.tell("leads", "ProjectRowUndoRequested", ROW_TOLD)
    assert isinstance((await bus.events(IMPORTED))[-1], said.ImportedProjectWithdrawn)


async def test_undoing_what_was_worked_on_is_refused_by_an_event(running: Installation) -> None:
    bus = Bus(running)
    await bus.tell("leads", "ProjectRowCommitted", COMMITTED)
    leader = await running.login("leader")
    answer = await leader.post(
        f"/api/v1/projects/{IMPORTED}/officers",
        json={"officer": "sample-officer"},
        headers={"If-Match": '"v1"'},
    )
    assert answer.status_code == 201, answer.text
    await bus.tell("leads", "ProjectRowUndoRequested", ROW_TOLD)
    refusal = (await bus.events(IMPORTED))[-1]
    assert isinstance(refusal, said.ImportedProjectWithdrawalRefused)
    assert (refusal.code, refusal.detail) == ("done-since-import", "OfficerAssigned")


async def test_undoing_what_never_came_in_is_answered_and_shows_nowhere(
    running: Installation,
) -> None:
    bus = Bus(running)
    await bus.tell("leads", "ProjectRowUndoRequested", ROW_TOLD)
    (refusal,) = await bus.events(IMPORTED)
    assert refusal.code == "not-imported-from-this-row"
    await running.settled()
    auditor = await running.login("auditor")
    assert (await auditor.get(f"/api/v1/projects/{IMPORTED}")).status_code == 404
    query = {"stage": "not-created"}
    assert (await auditor.get("/api/v1/projects", params=query)).json()["items"] == []


async def test_a_row_that_the_rules_refuse_is_written_down(running: Installation) -> None:
    bus = Bus(running)
    await bus.tell("leads", "ProjectRowCommitted", COMMITTED | {"stage": "terminated"})
    assert await bus.events(IMPORTED) == []
    key = StreamKey("refusal-0198f1c2-0000-7000-8000-000000000001.0")
    (refusal,) = await bus.runtime.store.stream(key)
    assert isinstance(refusal.event, ReactionRefused)
    assert (refusal.event.code, refusal.event.command) == ("stage-not-importable", "ImportProject")


async def test_hearing_it_twice_changes_nothing(running: Installation) -> None:
    bus = await begun(running)
    await bus.tell("approvals", "PlanOpened", PLAN)
    bus.told = 0
    await bus.tell("leads", "AgreementSigned", SIGNED)
    await bus.tell("approvals", "PlanOpened", PLAN)
    assert len(await bus.events()) == 2


async def test_a_plan_composed_anew_sets_the_gate_anew(running: Installation) -> None:
    bus = await begun(running)
    await bus.tell("approvals", "PlanOpened", PLAN)
    fewer = [item | {"gates_commencement": item["item_code"] == "D03"} for item in PLANNED]
    changed = {
        "project_id": bus.project,
        "catalogue_version": "2026.2",
        "template": "type-6-filing",
        "items": fewer,
        "added": [],
        "removed": [],
        "changed": ["A01", "A12", "D03"],
        "in_force": [
            {
                "item_code": "D03",
                "standing": "filed",
                "case_id": "case-of-D03",
                "document_number": "备〔2026〕1号",
            },
            {"item_code": "A01", "standing": "exempted"},
        ],
    }
    for name, more in (("PlanRecomposed", {}), ("PlanMoved", {"from_version": "2026.1"})):
        await bus.tell("approvals", name, changed | more)
    gate, granted, opened = (await bus.events())[-3:]
    assert isinstance(gate, said.CommencementGateSet)
    assert [item.item_code for item in gate.items] == ["D03"]
    assert isinstance(granted, said.GateItemGranted)
    assert granted.document_number == "备〔2026〕1号"
    assert isinstance(opened, said.CommencementGateOpened)


async def test_what_is_done_without_opens_the_gate_until_that_is_lifted(
    running: Installation,
) -> None:
    bus = await begun(running)
    await bus.tell("approvals", "PlanOpened", PLAN)
    await bus.tell_of_case("FilingRecorded", "A01")
    dispensed = {"project_id": bus.project, "item_code": "A12", "ground": "exemption"}
    told = {"reason": "属于豁免管理名录", "authority": "生态环境局", "document": "环豁1号"}
    await bus.tell("approvals", "ItemDispensedWith", dispensed | told)
    exempted, opened = (await bus.events())[-2:]
    assert isinstance(exempted, said.GateItemExempted)
    assert exempted.case_id is None
    assert isinstance(opened, said.CommencementGateOpened)
    await bus.tell("approvals", "DispensationLifted", dispensed | {"reason": "工艺变更"})
    lost, gone = (await bus.events())[-2:]
    assert isinstance(lost, said.GateItemLost)
    assert isinstance(gone, said.CommencementGateLost)
    assert [one.item_code for one in gone.lacking] == ["A12"]


async def test_the_plan_sets_the_gate_of_what_gates(running: Installation) -> None:
    bus = await begun(running)
    await bus.tell("approvals", "PlanOpened", PLAN)
    gate = (await bus.events())[-1]
    assert isinstance(gate, said.CommencementGateSet)
    assert [item.item_code for item in gate.items] == ["A01", "A12"]


CASES: tuple[tuple[list[str], ItemStanding], ...] = (
    (["CaseReceived"], ItemStanding.RECEIVED),
    (["CaseReceived", "DeficienciesNotified"], ItemStanding.DEFICIENCIES_NOTIFIED),
    (
        ["CaseReceived", "DeficienciesNotified", "DeficienciesRemedied"],
        ItemStanding.RECEIVED,
    ),
    (["CaseReceived", "CaseAccepted"], ItemStanding.ACCEPTED),
    (["CaseReceived", "CaseDeemedAccepted"], ItemStanding.ACCEPTED),
    (["CaseAccepted", "SupplementRequested"], ItemStanding.SUPPLEMENT_REQUESTED),
    (["SupplementRequested", "SupplementReceived"], ItemStanding.ACCEPTED),
    (["CaseAccepted", "SpecialProcedureStarted"], ItemStanding.SPECIAL_PROCEDURE),
    (["SpecialProcedureStarted", "SpecialProcedureEnded"], ItemStanding.ACCEPTED),
    (["CaseReceived", "CaseDeclined"], ItemStanding.DECLINED),
    (["CaseAccepted", "CaseWithdrawn"], ItemStanding.WITHDRAWN),
    (["CaseAccepted", "ApprovalRefused"], ItemStanding.REFUSED),
    (["CaseReceived", "FilingReturned"], ItemStanding.RETURNED),
    (["ApprovalGranted"], ItemStanding.GRANTED),
    (["FilingRecorded"], ItemStanding.GRANTED),
    (["CaseNotRequired"], ItemStanding.NOT_REQUIRED),
    (["ApprovalGranted", "ApprovalRevoked"], ItemStanding.REVOKED),
    (["ApprovalGranted", "ApprovalRetracted"], ItemStanding.RETRACTED),
    (["LimitDueSoon"], ItemStanding.NOT_APPLIED),
)


async def test_a_case_moves_the_item(running: Installation) -> None:
    leader = await running.login("leader")
    bus = Bus(running)
    for number, (names, standing) in enumerate(CASES):
        bus.lead = LeadId(f"lead-{number}")
        await bus.tell("leads", "AgreementSigned", SIGNED | {"lead_id": bus.lead})
        await bus.tell("approvals", "PlanOpened", PLAN | {"project_id": bus.project})
        for name in names:
            await bus.tell_of_case(name)
        record = (await leader.get(f"/api/v1/projects/{bus.project}")).json()
        shown = {item["item_code"]: item["standing"] for item in record["gate"]["items"]}
        assert shown == {"A01": "not-applied", "A12": standing}, names


async def test_a_grant_counts_from_the_day_the_approving_side_says(running: Installation) -> None:
    bus = await begun(running)
    await bus.tell("approvals", "PlanOpened", PLAN)
    day = Effective.on_day(datetime(2026, 2, 20, 4, tzinfo=UTC).date())
    await bus.tell_of_case("FilingRecorded", "A01", day)
    granted = (await bus.stream())[-1]
    assert isinstance(granted.event, said.GateItemGranted)
    assert granted.event.since == granted.meta.effective == day

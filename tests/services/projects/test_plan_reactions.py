"""What approvals tell, and what becomes of the gate. The events are as the bus carries them."""

from datetime import UTC, datetime

from services.projects.domain import events as said
from services.projects.domain.terms import ItemStanding
from shared.kernel.effective import Effective
from shared.kernel.identifiers import LeadId
from tests.harness.services import Installation
from tests.services.projects.bus import PLAN, PLANNED, SIGNED, Bus, begun


async def test_of_alternatives_one_grant_opens_the_gate(running: Installation) -> None:
    bus = await begun(running)
    needs = [["A01"], ["A12", "D03"]]
    items = [item | {"gates_commencement": True} for item in PLANNED]
    await bus.tell("approvals", "PlanOpened", PLAN | {"items": items, "commencement_needs": needs})
    told: dict[str, list[str]] = {"added": [], "removed": [], "changed": []}
    granted = [
        {"item_code": code, "standing": "granted", "case_id": f"c-{code}", "document_number": "1号"}
        for code in ("A01", "D03")
    ]
    changed = PLAN | told | {"items": items, "in_force": granted, "commencement_needs": needs}
    await bus.tell("approvals", "PlanRecomposed", changed | {"template": "type-6-filing"})
    opened = (await bus.events())[-1]
    assert isinstance(opened, said.CommencementGateOpened)


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
    (["DeficienciesNotified", "ApplicationLapsed"], ItemStanding.APPLICATION_LAPSED),
    (["CaseAccepted", "CaseWithdrawn"], ItemStanding.WITHDRAWN),
    (["CaseAccepted", "ApprovalRefused"], ItemStanding.REFUSED),
    (["CaseReceived", "FilingReturned"], ItemStanding.RETURNED),
    (["ApprovalGranted"], ItemStanding.GRANTED),
    (["FilingRecorded"], ItemStanding.GRANTED),
    (["CaseNotRequired"], ItemStanding.NOT_REQUIRED),
    (["ApprovalGranted", "ApprovalRevoked"], ItemStanding.REVOKED),
    (["ApprovalGranted", "ApprovalRetracted"], ItemStanding.RETRACTED),
    (["StudyDelivered", "StudyVoided"], ItemStanding.VOIDED),
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


AS_GOOD_AS_A_GRANT = {
    "ApprovalGrantedWithOmissions": {"document_number": "环审1号"},
    "ApprovalDeemedGranted": {"basis": "某市超期默许办法第三条", "document_number": ""},
    "RegistrationMade": {"document_number": "不动产1号"},
    "ServiceProvided": {"result": "已接通"},
    "SelfReportMade": {"document": "报告1号", "result": "合格"},
    "TransactionConcluded": {"document": "成交1号", "party": "某公司"},
    "StudyDelivered": {"document": "成果1号", "result": "合格"},
    "InternalDecisionMade": {"document": "纪要1号", "result": "同意"},
    "ConditionMet": {"evidence": "净地移交单"},
}


async def test_whatever_settles_an_item_opens_the_gate_and_what_ends_it_closes_it(
    running: Installation,
) -> None:
    bus = Bus(running)
    for name, paper in AS_GOOD_AS_A_GRANT.items():
        bus.lead = LeadId(name)
        await bus.tell("leads", "AgreementSigned", SIGNED | {"lead_id": name})
        await bus.tell("approvals", "PlanOpened", PLAN | {"project_id": bus.project})
        await bus.tell_of_case("FilingRecorded", "A01")
        case = {
            "case_id": "case-of-A12",
            "project_id": bus.project,
            "item_code": "A12",
            "item_name": "环评报告表",
            "department": "ecology",
            "on": "2026-03-02",
        }
        lapse = {
            "certificate_number": "1号",
            "document_number": "1号",
            "meaning": "expires",
            "valid_until": "2026-03-02",
        }
        await bus.tell("approvals", name, case | paper)
        granted, opened = (await bus.events(bus.project))[-2:]
        assert isinstance(granted, said.GateItemGranted), name
        assert granted.document_number == next(iter(paper.values()))
        assert isinstance(opened, said.CommencementGateOpened)
        await bus.tell("approvals", "CertificateLapsed", case | lapse)
        assert isinstance((await bus.events(bus.project))[-1], said.CommencementGateLost)

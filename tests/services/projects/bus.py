"""Telling the projects service what others publish, as the bus carries it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from services.projects.reactions import project_of_lead, project_of_row
from shared.adapters.runtime import Runtime
from shared.contracts.envelope import CloudEvent, sequence_text
from shared.kernel.effective import Effective
from shared.kernel.identifiers import ProjectId, stream_key
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
            "document": "成果〔2026〕2号",
            "result": "合格",
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

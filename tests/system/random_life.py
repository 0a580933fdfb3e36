"""People doing what comes to their minds: to leads, projects and cases, sense or no sense."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import httpx

from luodi.story import APPROVERS, PARK, Story
from shared.kernel.effective import business_day
from tests.harness.services import Installation
from tests.system.whole import keyed, system

PARKS = (PARK, "panji")
OFFICERS = ("sample-officer", "sample-leader")
MILESTONES = ("land-supplied", "foundation", "topping-out", "equipment-installation")
TAKEN = {200, 201}
REFUSED = {409, 412}
Body = dict[str, Any]

# At which stage of a lead what would be the sensible thing to do.
_SENSIBLE_LEAD: dict[str, tuple[str, Body]] = {
    "registered": ("assessments", {"verdict": "pursue", "opinion": "可行"}),
    "returned": ("moves", {"to": "registered"}),
    "pursued": ("moves", {"to": "negotiating"}),
    "reserved": ("moves", {"to": "negotiating"}),
    "dormant": ("wakings", {}),
}
_ANY_LEAD: tuple[tuple[str, Body], ...] = (
    ("assessments", {"verdict": "return", "opinion": "材料不全"}),
    ("assessments", {"verdict": "not-pursue", "opinion": "不符合定位"}),
    ("moves", {"to": "reserved", "note": "暂无用地"}),
    ("moves", {"to": "intent"}),
    ("dormancies", {"reason": "企业暂缓"}),
    ("losses", {"reason": "落户外地", "competitor": "邻市"}),
    ("follow-ups", {"form": "visit", "content": "实地考察", "next_on": "2027-01-05"}),
    ("follow-ups", {"form": "call", "content": "电话沟通"}),
)
_ANY_PROJECT: tuple[tuple[str, Body], ...] = (
    ("suspensions", {"reason": "资金紧张"}),
    ("resumptions", {"note": "资金到位"}),
    ("observations", {"seen": "现场已有机械"}),
    ("commencements", {"evidence": "开工令"}),
    ("completions", {"evidence": "竣工报告"}),
    ("production-starts", {"evidence": "首批产品"}),
)
_ANY_CASE: tuple[tuple[str, Body], ...] = (
    ("deficiency-notices", {"deficiencies": ["总平面图"]}),
    ("remedies", {"materials": ["总平面图"]}),
    ("declinations", {"reason": "不属于本机关"}),
    ("supplement-requests", {"missing": ["水土保持方案"]}),
    ("supplements", {"materials": ["水土保持方案"]}),
    ("special-procedures", {"procedure": "expert-review", "reason": "专家论证"}),
    ("special-procedure-ends", {"outcome": "论证通过"}),
    ("examinations", {"result": "objected", "opinion": "不符合规划"}),
    ("withdrawal-requests", {"reason": "方案调整"}),
    ("withdrawals", {}),
    ("retractions", {"grounds": "规划修改", "deciding_authority": "市政府"}),
    ("servings", {"method": "electronic"}),
)


@dataclass
class RandomLife:
    """Acts at random, always the same for the same seed and the same past."""

    running: Installation
    random: Random
    leads: list[str] = field(default_factory=list)
    projects: dict[str, None] = field(default_factory=dict)
    cases: dict[str, str] = field(default_factory=dict)
    taken: int = 0
    numbers: int = 0

    def __post_init__(self) -> None:
        self.today = business_day(datetime.now(UTC))
        self.story = Story(self.running.login, self.today)

    async def live(self, acts: int) -> None:
        """Do so many things."""
        for _ in range(acts):
            kinds = [self._on_lead] * 5
            if len(self.leads) < 3 or self.random.random() < 0.05:
                kinds = [self._register]
            elif self.projects:
                kinds += [self._on_project] * 3 + [self._apply] * 2
                kinds += [self._on_case] * 4 if self.cases else []
                kinds += [self._push]
            await self.random.choice(kinds)()

    async def _register(self) -> None:
        self.numbers += 1
        name = f"第{self.numbers}{self.random.choice('甲乙丙丁戊')}检测有限公司"
        facts = {"name": f"{name}项目", "investor_name": name, "park": self.random.choice(PARKS)}
        answer = await self._post("specialist", "leads", facts | self._dated())
        if answer.status_code in TAKEN:
            self.leads.append(answer.json()["id"])

    async def _on_lead(self) -> None:
        lead = self.random.choice(self.leads[-5:])
        shown = (await self.story.get("specialist", f"leads/{lead}")).json()
        if shown["project_id"]:
            self.projects[shown["project_id"]] = None
        act, body = self._sensible(shown["stage"])
        if self.random.random() < 0.25:
            act, body = self.random.choice((*_ANY_LEAD, self._contact(), self._assignment()))
        if self.random.random() < 0.1:
            act, body = "corrections", await self._correction(lead)
        dated = {} if act in {"contacts", "corrections"} else self._dated()
        who = "leader" if act == "assignments" else "specialist"
        await self._act(who, f"leads/{lead}", act, body | dated)

    def _sensible(self, stage: str) -> tuple[str, Body]:
        start = self.today + timedelta(days=self.random.randrange(30, 90))
        amount = {"value": f"{self.random.randrange(1, 90)}", "unit": "亿元", "currency": "CNY"}
        agreed = {
            "amount": amount,
            "agreed_start_on": f"{start}",
            "agreed_production_on": f"{start + timedelta(days=400)}",
        }
        return _SENSIBLE_LEAD.get(stage, ("signings", agreed))

    def _contact(self) -> tuple[str, Body]:
        return "contacts", {"name": f"联系人{self.random.randrange(99)}", "phone": "13800000000"}

    def _assignment(self) -> tuple[str, Body]:
        return "assignments", {"specialist": "sample-specialist"}

    async def _correction(self, lead: str) -> Body:
        entries = (await self.story.get("specialist", f"leads/{lead}/history")).json()["items"]
        name = f"更名{self.random.randrange(999)}项目"
        return {"corrects": entries[0]["event_id"], "reason": "登记有误", "name": name}

    async def _on_project(self) -> None:
        project = self.random.choice(list(self.projects))
        day = f"{self.today + timedelta(days=self.random.randrange(-60, 300))}"
        milestone = {"milestone": self.random.choice(MILESTONES)}
        officer = self.random.choice(OFFICERS)
        acts: tuple[tuple[str, Body], ...] = (
            ("officers", {"officer": officer}),
            ("hand-overs", {"from_officer": OFFICERS[0], "to_officer": officer, "reason": "调岗"}),
            ("leaders", {"leader": officer, "reason": "分工调整"}),
            ("milestones/plans", {**milestone, "planned_on": day, "reason": "计划"}),
            ("milestones/forecasts", {**milestone, "forecast_on": day, "reason": "雨季"}),
            ("milestones/actuals", {**milestone, "evidence": "照片"} | self._dated()),
            ("codes", {"code": f"2611-340406-04-01-{self.random.randrange(10**5, 10**6)}"}),
            *((act, body | self._dated()) for act, body in _ANY_PROJECT),
        )
        act, body = self.random.choice(acts)
        await self._act("leader", f"projects/{project}", act, body)

    async def _apply(self) -> None:
        item = self.random.choice(list(APPROVERS))
        project = self.random.choice(list(self.projects))
        body = {"project_id": project, "item_code": item, "materials": ["申请表"]}
        answer = await self._post(APPROVERS[item], "cases", body | self._dated(20))
        if answer.status_code in TAKEN:
            self.cases[answer.json()["id"]] = item

    async def _on_case(self) -> None:
        case, item = self.random.choice(list(self.cases.items()))
        self.numbers += 1
        number = {"document_number": f"审〔2026〕{self.numbers}号"}
        granted = {"outcome": "filed" if item == "A01" else "granted", **number}
        sensible: tuple[tuple[str, Body], ...] = (
            ("acceptances", {}),
            ("examinations", {"result": "passed", "opinion": "符合"}),
            ("decisions", granted),
        )
        act, body = self.random.choice(sensible)
        if self.random.random() < 0.4:
            act, body = self.random.choice(_ANY_CASE)
        await self._act(APPROVERS[item], f"cases/{case}", act, body | self._dated(5))

    async def _push(self) -> None:
        """The city says how far it has come with something of ours."""
        record = self.random.randrange(6)
        item = self.random.choice(list(APPROVERS))
        body = {
            "source": "city-platform",
            "record_id": f"BJ-{record}-{item}",
            "record_version": self.random.randrange(1, 9),
            "retrieved_at": f"{self.today}T01:00:00Z",
            "project_id": list(self.projects)[record % len(self.projects)],
            **self.random.choice(({"item_code": item}, {"source_item_code": f"0{record}"})),
            "state_code": self.random.choice((1, 3, 6, 8, 9, 11, 11, 12, 13, 15)),
            "effective": f"{self.today - timedelta(days=self.random.randrange(200))}",
        }
        city = await system(self.running)
        answer = await city.post("/api/v1/cases/reports", json=body, headers=keyed())
        assert answer.status_code in TAKEN | REFUSED | {404}, answer.text
        self.taken += answer.status_code in TAKEN

    def _dated(self, back: int = 200) -> Body:
        """When it was so: now, or some day before."""
        if self.random.random() < 0.8:
            return {}
        return {"effective": f"{self.today - timedelta(days=self.random.randrange(back))}"}

    async def _act(self, who: str, thing: str, act: str, body: Body) -> None:
        client = await self.story.client(who)
        seen = (await client.get(f"/api/v1/{thing}")).headers.get("etag", '"v1"')
        await self._post(who, f"{thing}/{act}", body, {"If-Match": seen})

    async def _post(
        self, who: str, path: str, body: Body, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        client = await self.story.client(who)
        answer = await client.post(f"/api/v1/{path}", json=body, headers=headers)
        code = answer.status_code
        assert code in TAKEN | REFUSED or (code == 404 and path == "cases"), answer.text
        self.taken += code in TAKEN
        return answer

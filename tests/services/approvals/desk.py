"""Asking the approvals service the way people at their counters do."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

import httpx

from luodi.acting import act_on
from shared.kernel.effective import business_day
from shared.kernel.identifiers import stream_key
from tests.harness.services import Installation
from tests.services.signing import project_of, signed_lead

CASES = "/api/v1/cases"
TOKENS_LAST = 150
PLANS = "/api/v1/plans"
PROJECTS = "/api/v1/projects"
CALENDAR = "/api/v1/calendars/CN"
OFFICER, LEADER = "sample-officer", "sample-leader"
APPROVERS = {
    "A01": "approver-development",
    "A12": "approver-ecology",
    "B02": "approver-planning",
}
_INVESTORS = count(1)


@dataclass(frozen=True)
class Counter:
    """One project's plan, and the people who deal with it."""

    running: Installation
    project: str
    people: dict[str, httpx.AsyncClient]

    def at(self, item_code: str) -> httpx.AsyncClient:
        """Return the approver whose department an item is."""
        return self.people[APPROVERS[item_code]]

    async def plan(self, **query: str) -> dict[str, Any]:
        """Return the plan as the leader reads it."""
        return await read(self.people["leader"], f"{PLANS}/{self.project}", **query)

    async def items(self) -> dict[str, dict[str, Any]]:
        """Return the plan's items by code."""
        return {item["item_code"]: item for item in (await self.plan())["items"]}

    async def apply(self, item_code: str, effective: str = "2026-03-02", **more: Any) -> "Case":
        """Hand in the materials for an item."""
        body = {"project_id": self.project, "item_code": item_code, "effective": effective}
        answer = await self.at(item_code).post(CASES, json=body | more)
        assert answer.status_code == 201, answer.text
        return Case(self, answer.json()["id"], item_code)

    def number(self, of: str) -> str:
        """Return a document number that nobody else has."""
        return f"{of}〔2026〕{self.project}号"

    async def filed(self) -> "Case":
        """Have the project put on file, which the law wants first."""
        case = await self.apply("A01")
        await case.done(
            "decisions",
            {
                "outcome": "filed",
                "document_number": self.number("备案"),
                "effective": "2026-03-03",
            },
        )
        return case


@dataclass(frozen=True)
class Case:
    """One case, as its department deals with it."""

    counter: Counter
    case_id: str
    item_code: str

    @property
    def path(self) -> str:
        return f"{CASES}/{self.case_id}"

    @property
    def approver(self) -> httpx.AsyncClient:
        return self.counter.at(self.item_code)

    async def read(self, **query: str) -> dict[str, Any]:
        """Return the case as its approver reads it."""
        return await read(self.approver, self.path, **query)

    async def deadline(self, **query: str) -> dict[str, dict[str, Any]]:
        """Return the clocks by name."""
        found = await read(self.approver, f"{self.path}/deadline", **query)
        return {clock["clock"]: clock for clock in found["clocks"]}

    async def act(
        self, acts: str, body: dict[str, Any], client: httpx.AsyncClient | None = None
    ) -> httpx.Response:
        """Do something to the case as it stands."""
        return await act_on(self.approver, self.path, acts, body, by=client)

    async def done(
        self, acts: str, body: dict[str, Any], client: httpx.AsyncClient | None = None
    ) -> httpx.Response:
        """Do it, and see that it was done."""
        answer = await self.act(acts, body, client)
        assert answer.status_code == 201, answer.text
        return answer

    async def accepted(self, effective: str = "2026-03-02") -> "Case":
        """Have the case accepted."""
        await self.done("acceptances", {"effective": effective})
        return self

    async def types(self) -> list[str]:
        """Return what has happened to the case, in order."""
        runtime = self.counter.running.services["approvals"].runtime
        stream = await runtime.store.stream(stream_key("case", self.case_id))
        return [type(recorded.event).__name__ for recorded in stream]


async def read(client: httpx.AsyncClient, path: str, **query: Any) -> dict[str, Any]:
    """Return what a GET answers."""
    answer = await client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


@dataclass
class Staff:
    """The people at their desks; they sign in again before their tokens run out."""

    running: Installation
    people: dict[str, httpx.AsyncClient] = field(default_factory=dict)
    since: float = float("-inf")

    async def signed_in(self) -> dict[str, httpx.AsyncClient]:
        """Return everybody with a token that lasts for a while."""
        now = asyncio.get_running_loop().time()
        if now - self.since > TOKENS_LAST:
            names = ("specialist", "officer", "leader", *APPROVERS.values())
            self.people = {name: await self.running.login(name) for name in names}
            self.since = now
        return self.people


async def opened(staff: Staff) -> Counter:
    """Sign a lead, wait for its project's plan, and sit down before it."""
    running, people = staff.running, await staff.signed_in()
    investor = f"第{next(_INVESTORS)}精密检测有限公司"
    lead = await signed_lead(people["specialist"], investor_name=investor)
    return Counter(running, await project_of(running, lead, people["leader"]), people)


async def another_approver(running: Installation, department: str) -> httpx.AsyncClient:
    """Open one more account for a department and sign it in."""
    security = await running.login("security-admin")
    system = await running.login("system-admin")
    login = f"second-approver-{next(_INVESTORS)}"
    opening = {"login": login, "display_name": "分管负责人"}
    answer = await system.post("/api/v1/accounts", json=opening)
    assert answer.status_code == 201, answer.text
    account, password = answer.json()["id"], answer.json()["one_time_password"]
    seen = {"If-Match": answer.headers["ETag"]}
    grant = {"role": "approver", "department": department}
    answer = await security.post(f"/api/v1/accounts/{account}/grants", json=grant, headers=seen)
    assert answer.status_code == 201, answer.text
    return await running.login(login, password)


def refused(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """See that an answer is this refusal, as a problem document, and return it."""
    assert (answer.status_code, answer.json().get("code")) == (status, code), answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["title"] != code
    return dict(answer.json())


def today() -> str:
    """Return the day it is at the counter."""
    return business_day(datetime.now(UTC)).isoformat()

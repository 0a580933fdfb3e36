"""Asking the projects service the way people at their desks do."""

from dataclasses import dataclass
from typing import Any

import httpx

from tests.harness.services import Installation

LEADS = "/api/v1/leads"
PROJECTS = "/api/v1/projects"
OFFICER, OTHER_OFFICER, LEADER = "sample-officer", "sample-leader", "sample-leader"
LEAD: dict[str, Any] = {
    "name": "检测设备生产基地",
    "investor_name": "晋江中纺标检验认证有限公司",
    "park": "inspection-park",
    "effective": "2025-12-01",
}
AGREED: dict[str, Any] = {
    "amount": {"value": "2.8", "unit": "亿元"},
    "agreed_start_on": "2027-01-01",
    "agreed_production_on": "2028-06-30",
    "effective": "2026-01-10",
}


@dataclass(frozen=True)
class Desk:
    """One project, and the people who deal with it."""

    running: Installation
    project: str
    lead: str
    leader: httpx.AsyncClient
    officer: httpx.AsyncClient

    @property
    def path(self) -> str:
        return f"{PROJECTS}/{self.project}"

    async def read(self, **query: str) -> dict[str, Any]:
        """Return the project as its leader reads it."""
        answer = await self.leader.get(self.path, params=query)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def act(
        self, acts: str, body: dict[str, Any], client: httpx.AsyncClient | None = None
    ) -> httpx.Response:
        """Do something, quoting the version the project has now."""
        seen = (await self.leader.get(self.path)).headers["ETag"]
        given = {"If-Match": seen}
        return await (client or self.leader).post(f"{self.path}/{acts}", json=body, headers=given)

    async def done(
        self, acts: str, body: dict[str, Any], client: httpx.AsyncClient | None = None
    ) -> httpx.Response:
        """Do it, and see that it was done."""
        answer = await self.act(acts, body, client)
        assert answer.status_code == 201, answer.text
        return answer

    async def history(self, **query: Any) -> list[dict[str, Any]]:
        """Return the whole story, once everybody has heard everything."""
        await self.running.settled()
        answer = await self.leader.get(f"{self.path}/history", params={"limit": 200, **query})
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])


async def signed_lead(client: httpx.AsyncClient, **more: Any) -> str:
    """Bring a lead from the first word to the agreement."""
    answer = await client.post(LEADS, json=LEAD | more)
    assert answer.status_code == 201, answer.text
    lead_id = str(answer.json()["id"])
    for acts, body in (
        ("assessments", {"verdict": "pursue", "opinion": "符合定位", "effective": "2025-12-02"}),
        ("moves", {"to": "negotiating", "effective": "2025-12-03"}),
        ("signings", AGREED),
    ):
        seen = (await client.get(f"{LEADS}/{lead_id}")).headers["ETag"]
        answer = await client.post(
            f"{LEADS}/{lead_id}/{acts}", json=body, headers={"If-Match": seen}
        )
        assert answer.status_code == 201, answer.text
    return lead_id


async def project_of(running: Installation, lead_id: str, client: httpx.AsyncClient) -> str:
    """Return the project that a lead became."""
    await running.settled()
    answer = await client.get(PROJECTS, params={"limit": 200})
    found = [item["id"] for item in answer.json()["items"] if item["lead_id"] == lead_id]
    assert len(found) == 1, answer.text
    return str(found[0])


async def opened(running: Installation, **more: Any) -> Desk:
    """Sign a lead and sit down before its project."""
    specialist = await running.login("specialist")
    leader = await running.login("leader")
    lead_id = await signed_lead(specialist, **more)
    project_id = await project_of(running, lead_id, leader)
    return Desk(running, project_id, lead_id, leader, await running.login("officer"))


def refused(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """See that an answer is this refusal, as a problem document, and return it."""
    assert (answer.status_code, answer.json().get("code")) == (status, code), answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["title"] != code
    return dict(answer.json())

"""Asking the projects service the way people at their desks do."""

from dataclasses import dataclass
from typing import Any

import httpx

from luodi.acting import act_on
from tests.harness.services import Installation
from tests.services.signing import project_of, signed_lead

PROJECTS = "/api/v1/projects"
OFFICER, OTHER_OFFICER, LEADER = "sample-officer", "sample-leader", "sample-leader"


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
        """Do something to the project as it stands."""
        return await act_on(self.leader, self.path, acts, body, by=client)

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

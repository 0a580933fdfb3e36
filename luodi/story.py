"""One project's way from the first word of an investor to ground-breaking, told through the API.

`make up` tells it once so that there is something to see; the tests tell it to prove that it holds.
Nothing here knows more than any client: tokens, versions and what the API answers.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any, TypeVar
from uuid import UUID

import httpx

from luodi.acting import act_on

PARK = "inspection-park"
AGREED = {
    "amount": {"value": "3.2", "unit": "亿元", "currency": "CNY", "qualifier": "about"},
    "agreement_number": "园招合〔2026〕7号",
}
APPROVERS = {
    "A01": "approver-development",
    "A12": "approver-ecology",
    "B02": "approver-planning",
}
_PATIENCE = 30.0

T = TypeVar("T")
Login = Callable[[str], Awaitable[httpx.AsyncClient]]


class StoryError(Exception):
    """The installation answered otherwise than the story tells."""


class Story:
    """Acts for the people of a sample installation, each with their own login."""

    def __init__(self, login: Login, today: date) -> None:
        self._login = login
        self._today = today
        self._clients: dict[str, httpx.AsyncClient] = {}

    async def client(self, name: str) -> httpx.AsyncClient:
        """Return a person's client, logged in once."""
        if name not in self._clients:
            self._clients[name] = await self._login(name)
        return self._clients[name]

    async def get(self, name: str, path: str, **query: str) -> httpx.Response:
        """Ask a question."""
        answer = await (await self.client(name)).get(f"/api/v1/{path}", params=query)
        return _expected(answer, httpx.codes.OK)

    async def make(self, name: str, path: str, /, **body: Any) -> str:
        """Make a thing; return its id."""
        answer = await (await self.client(name)).post(f"/api/v1/{path}", json=body)
        identifier: str = _expected(answer, httpx.codes.CREATED).json()["id"]
        return identifier

    async def act(self, name: str, thing: str, act: str, /, **body: Any) -> httpx.Response:
        """Act on a thing as it stands now; again if somebody was faster."""
        return await act_on(await self.client(name), f"/api/v1/{thing}", act, body)

    async def do(self, name: str, thing: str, act: str, /, **body: Any) -> None:
        """Act on a thing; anything but success ends the story."""
        _expected(await self.act(name, thing, act, **body), httpx.codes.CREATED)

    async def sign_lead(self, investor: str, title: str) -> str:
        """登记、研判、洽谈、签约; return the lead's id."""
        facts = {"name": title, "investor_name": investor, "amount": AGREED["amount"]}
        lead = await self.make("specialist", "leads", park=PARK, **facts)
        about = f"leads/{lead}"
        await self.do(
            "specialist", about, "assessments", verdict="pursue", opinion="符合园区产业定位"
        )
        await self.do("specialist", about, "moves", to="negotiating", note="已实地考察")
        await self.do(
            "specialist",
            about,
            "follow-ups",
            form="visit",
            content="企业到园区看地，确认用地规模与供电条件",
            next_step="商定协议文本",
        )
        await self.do(
            "specialist",
            about,
            "signings",
            **AGREED,
            agreed_start_on=f"{self._today + timedelta(days=90)}",
            agreed_production_on=f"{self._today + timedelta(days=540)}",
        )
        return lead

    async def project_of(self, lead: str) -> str:
        """Wait until the signed lead has become a project; return its id."""

        async def look() -> str | None:
            history = (await self.get("leader", f"leads/{lead}")).json()
            project: str | None = history.get("project_id")
            return project

        return await patiently(look, f"no project of lead {lead}")

    async def put_in_charge(self, project: str) -> None:
        """指派首席服务官与包抓领导, 赋码."""
        about = f"projects/{project}"
        await self.do("leader", about, "officers", officer="sample-officer")
        await self.do("leader", about, "leaders", leader="sample-leader")
        await self.do("officer", about, "codes", code=self.code_of(project))
        await self.do(
            "officer",
            about,
            "milestones/plans",
            milestone="topping-out",
            planned_on=f"{self._today + timedelta(days=300)}",
        )

    def code_of(self, project: str) -> str:
        """项目代码 of a project's own, of the right shape."""
        return f"{self._today:%y%m}-340406-04-01-{_number(project):06}"

    async def plan_of(self, project: str) -> None:
        """Wait until the project's plan of approvals is open to its officer."""

        async def look() -> bool:
            client = await self.client("officer")
            return (await client.get(f"/api/v1/plans/{project}")).status_code == httpx.codes.OK

        await patiently(look, f"no plan for project {project}")

    async def obtain(self, project: str, item: str, number: str) -> str:
        """申报、受理、审查、决定 of one item; return the case's id."""
        approver = APPROVERS[item]
        case = await self.make("officer", "cases", project_id=project, item_code=item)
        about = f"cases/{case}"
        if item == "A01":
            await self.do(approver, about, "decisions", outcome="filed", document_number=number)
            return case
        await self.do(approver, about, "acceptances")
        await self.do(approver, about, "examinations", result="passed", opinion="符合要求")
        await self.do(approver, about, "decisions", outcome="granted", document_number=number)
        return case

    async def break_ground(self, project: str) -> None:
        """开工认定, as soon as the project has heard of all grants."""
        body = {"evidence": "现场照片、施工合同、开工令"}

        async def attempt() -> bool:
            answer = await self.act("officer", f"projects/{project}", "commencements", **body)
            if answer.status_code == httpx.codes.CONFLICT:
                return False
            return bool(_expected(answer, httpx.codes.CREATED))

        await patiently(attempt, f"ground of project {project} stays closed")

    async def tell(self, investor: str, title: str) -> tuple[str, str]:
        """The whole way; return the ids of lead and project."""
        lead = await self.sign_lead(investor, title)
        project = await self.project_of(lead)
        await self.put_in_charge(project)
        await self.plan_of(project)
        year, number = self._today.year, _number(project)
        await self.obtain(project, "A01", f"潘发改备〔{year}〕{number}号")
        await self.obtain(project, "A12", f"潘环审〔{year}〕{number}号")
        await self.obtain(project, "B02", f"建字第{year}{number:06}号")
        await self.break_ground(project)
        return lead, project


async def patiently(look: Callable[[], Awaitable[T | None]], complaint: str) -> T:
    """Look until there is something, or say what there is not."""
    deadline = asyncio.get_running_loop().time() + _PATIENCE
    while not (found := await look()):
        if asyncio.get_running_loop().time() >= deadline:
            raise StoryError(complaint)
        await asyncio.sleep(0.05)
    return found


def _number(project: str) -> int:
    """Return six digits that a project has to itself, for what may be given only once."""
    return UUID(project).int % 999_999 + 1


def _expected(answer: httpx.Response, status: int) -> httpx.Response:
    if answer.status_code != status:
        request = answer.request
        raise StoryError(f"{request.method} {request.url.path}: {answer.status_code} {answer.text}")
    return answer

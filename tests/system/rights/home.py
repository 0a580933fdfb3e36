"""One park's project with everything that hangs on it: what nobody else may get at."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import httpx

from luodi.import_ import sample_ledger
from luodi.story import PARK, Story, patiently
from tests.harness.receiver import Receiver, receiver
from tests.harness.servers import Cluster
from tests.harness.services import Installation, installation
from tests.system.rights.strangers import opened, signed_in
from tests.system.whole import SERVICES, acted, keyed, made, system

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
INVESTOR, TITLE = "淮南市不外传检测有限公司", "不外传检测设备产业化项目"
CONTACT, PHONE = "不外传联系人", "+86 138 0000 7766"
FILE = "不外传台账.xlsx"
TOKENS_LAST = 120.0


@dataclass
class Home:
    """The installation, the ids and words of the home project's things, and who asks for them."""

    running: Installation
    things: dict[str, str]
    words: Mapping[str, str]
    http: httpx.AsyncClient
    _signed_in: dict[str, tuple[float, str]] = field(default_factory=dict)
    _accounts: dict[str, str] = field(default_factory=dict)

    async def authorization(self, actor: str) -> str:
        """Return an actor's token, younger than a token's life."""
        now = asyncio.get_running_loop().time()
        since, header = self._signed_in.get(actor, (float("-inf"), ""))
        if now - since > TOKENS_LAST:
            header = await signed_in(self.running, actor, self.words)
            self._signed_in[actor] = (now, header)
        return header

    async def client(self, actor: str) -> httpx.AsyncClient:
        """Return an actor's client."""
        client = self.running.client()
        client.headers["Authorization"] = await self.authorization(actor)
        return client

    async def account(self, login: str) -> str:
        """Return the id of an account by the name it first signed in with, erased since or not."""
        client = await self.client("system-admin")
        query: dict[str, Any] = {"limit": 200}
        while login not in self._accounts:
            page = (await client.get("/api/v1/accounts", params=query)).json()
            self._accounts |= {one["login"]: one["id"] for one in page["items"] if one["login"]}
            assert login in self._accounts or page["next_cursor"], f"nobody signs in as {login}"
            query["cursor"] = page["next_cursor"]
        return self._accounts[login]

    @property
    def secrets(self) -> dict[str, str]:
        """What must never be in an answer to somebody whom it does not concern."""
        public = {"park", "region", "year", "version", "department_id", "account_id", "line_id"}
        return {name: text for name, text in self.things.items() if name not in public}


@asynccontextmanager
async def home(cluster: Cluster, broker: str, folder: Path) -> AsyncIterator[Home]:
    """Run everything, tell the home project's story, and let strangers in."""
    async with receiver() as city:
        allowed = f"127.0.0.0/8:{city.port}"
        async with (
            installation(
                cluster, broker, folder, *SERVICES, LUODI_DELIVERY_ALLOW=allowed
            ) as running,
            httpx.AsyncClient(timeout=30, trust_env=False) as http,
        ):
            things = await _told(running, city)
            yield Home(running, things, await opened(running), http)


async def _told(running: Installation, city: Receiver) -> dict[str, str]:
    endpoint = await _endpoint(running, city)
    story = Story(running.login, date(2026, 11, 20))
    lead, project = await story.tell(INVESTOR, TITLE)
    specialist = await story.client("specialist")
    contact = {"name": CONTACT, "phone": PHONE}
    await acted(specialist, f"/api/v1/leads/{lead}", "contacts", **contact)
    ledger = await handed_in(specialist, PARK)
    report = await made(await system(running), "/api/v1/cases/reports", **reported(project))
    await running.settled()
    return {
        "lead_id": lead,
        "project_id": project,
        "import_id": ledger,
        "report_id": report["id"],
        "endpoint_id": endpoint,
        "hook": city.url,
        "investor": INVESTOR,
        "title": TITLE,
        "contact": CONTACT,
        "phone": PHONE,
        "file_name": FILE,
        "park": PARK,
        "region": "CN",
        "year": "2026",
        "version": "2026.1",
        "department_id": "ecology",
        "account_id": "sample-specialist",
        **await _found(story, lead, project),
        **await _of_partner(running),
        **await _of_specialist(running),
    }


async def _endpoint(running: Installation, city: Receiver) -> str:
    partner = await system(running)
    registered = await made(partner, "/api/v1/endpoints", url=city.url)
    city.secrets = [registered["secret"]]
    await acted(partner, f"/api/v1/endpoints/{registered['id']}", "pings")
    return str(registered["id"])


def reported(project: str) -> dict[str, Any]:
    """Return what the city says of the home project's case, which is not what we say."""
    return {
        "source": "city-platform",
        "record_id": project,
        "record_version": 1,
        "retrieved_at": "2026-11-20T01:00:00Z",
        "project_id": project,
        "item_code": "A12",
        "state_code": 13,
        "effective": "2026-11-20",
    }


async def handed_in(person: httpx.AsyncClient, park: str) -> str:
    """Hand in the ledger as one park's; return the import's id."""
    ledger = sample_ledger()
    parks = [f"{sheet}={park}" for sheet in ledger.parks]
    answer = await person.post(
        "/api/v1/imports",
        content=ledger.file,
        params={"file_name": FILE, "park": parks},
        headers={"Content-Type": XLSX, **keyed()},
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def _found(story: Story, lead: str, project: str) -> dict[str, str]:
    """Look up what the story made on its way."""
    query = {"project": project, "item": "A12"}
    [case] = (await story.get("leader", "cases", **query)).json()["items"]
    [contact] = (await story.get("specialist", f"leads/{lead}/contacts")).json()["items"]
    registration = (await story.get("leader", f"leads/{lead}/history")).json()["items"][0]
    lines = (await story.get("officer", "inbox", limit="200")).json()["items"]
    query = {"type": "ApprovalGranted", "limit": "200"}
    granted = (await story.get("leader", f"projects/{project}/history", **query)).json()["items"]
    [event] = [one for one in granted if one["data"]["case_id"] == case["case_id"]]
    return {
        "case_id": case["case_id"],
        "document_number": case["document_number"],
        "contact_id": contact["id"],
        "registration_id": registration["event_id"],
        "event_id": event["event_id"],
        "line_id": lines[-1]["id"],
    }


async def _of_partner(running: Installation) -> dict[str, str]:
    partner = await system(running)
    query: dict[str, Any] = {"status": "done", "limit": 1}

    async def delivered() -> Any:
        return (await partner.get("/api/v1/deliveries", params=query)).json()["items"]

    [delivery] = await patiently(delivered, "nothing was delivered")
    return {"delivery_id": delivery["id"]}


async def _of_specialist(running: Installation) -> dict[str, str]:
    """A session of the specialist's, and what the specialist was granted."""
    specialist = await running.login("specialist")
    sessions = (await specialist.get("/api/v1/sessions")).json()["items"]
    [session] = [one["id"] for one in sessions if one["current"]]
    account = (await specialist.get("/api/v1/accounts/sample-specialist")).json()
    return {"session_id": session, "grant_id": account["grants"][0]["id"]}

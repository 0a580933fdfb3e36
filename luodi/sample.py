"""What a sample installation is given to see: a ledger, and one project's way to the ground.

Only an empty installation is given anything; running again leaves everything as it is.
"""

import asyncio
from collections.abc import Iterable
from datetime import UTC, date, datetime

import httpx

from luodi.import_ import Wish, bring_in, hand_in, sample_ledger
from luodi.installation import Installation
from luodi.story import Story
from luodi.texts import text
from services.access.domain.sample import LOGINS, PARTNER, PASSWORD
from shared.kernel.effective import business_day

INVESTOR = "淮南市精密检测有限公司"
TITLE = "精密检测设备产业化项目"


def fill(installation: Installation) -> Iterable[str]:
    """Fill an empty installation; return what to tell about it."""
    return asyncio.run(_fill(installation.places().public_url, _today()))


def _today() -> date:
    return business_day(datetime.now(UTC))  # noqa: TID251 - the command line is an edge


async def _fill(public_url: str, today: date) -> list[str]:
    async with _Logins(public_url) as logins:
        story = Story(logins.login, today)
        leads = (await story.get("leader", "leads", limit="1")).json()
        if leads["items"]:
            return [*_logins(), text("sample-kept")]
        told: list[str] = []
        specialist = await story.client("specialist")
        ledger = await hand_in(specialist, sample_ledger(), told.append)
        await bring_in(specialist, ledger, Wish(specialist="sample-specialist"), told.append)
        _, project = await story.tell(INVESTOR, TITLE)
        history = f"{public_url}/api/v1/projects/{project}/history"
        return [told[-1], *_logins(), text("sample-story", title=TITLE, url=history)]


def _logins() -> Iterable[str]:
    yield text("sample-logins", password=PASSWORD)
    for login in (*LOGINS, PARTNER):
        yield f"  {login.login:22} {login.display_name}"


class _Logins:
    """Clients through the front door, one per login."""

    def __init__(self, public_url: str) -> None:
        self._url = public_url
        self._clients: list[httpx.AsyncClient] = []

    async def __aenter__(self) -> "_Logins":
        return self

    async def __aexit__(self, *_: object) -> None:
        for client in self._clients:
            await client.aclose()

    async def login(self, name: str) -> httpx.AsyncClient:
        """Log a sample account in."""
        client = httpx.AsyncClient(base_url=self._url, timeout=30, trust_env=False)
        self._clients.append(client)
        answer = await client.post("/api/v1/sessions", json={"account": name, "password": PASSWORD})
        answer.raise_for_status()
        client.headers["Authorization"] = f"Bearer {answer.json()['token']}"
        return client

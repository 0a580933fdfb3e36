"""Asking the leads service the way a person at a desk does."""

from typing import Any

import httpx

from luodi.acting import act_on
from tests.harness.services import Installation

LEADS = "/api/v1/leads"
INVESTOR = "晋江中纺标检验认证有限公司"
LEAD: dict[str, Any] = {
    "name": "检测认证实验室",
    "investor_name": INVESTOR,
    "park": "inspection-park",
    "amount": {"value": "3", "unit": "亿元", "qualifier": "about", "text": "约3"},
    "content": "检测认证",
    "channel": "以商招商",
}
AGREED: dict[str, Any] = {
    "amount": {"value": "2.8", "unit": "亿元"},
    "agreed_start_on": "2027-01-01",
    "agreed_production_on": "2028-06-30",
    "agreement_number": "招商协〔2026〕12号",
}


async def registered(client: httpx.AsyncClient, **more: Any) -> str:
    """Register a lead and return its id."""
    answer = await client.post(LEADS, json=LEAD | more)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def read(client: httpx.AsyncClient, lead_id: str, **query: str) -> dict[str, Any]:
    """Return a lead as it is read."""
    answer = await client.get(f"{LEADS}/{lead_id}", params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def act(
    client: httpx.AsyncClient, lead_id: str, acts: str, body: dict[str, Any], **headers: str
) -> httpx.Response:
    """Do something to a lead as it stands."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return await act_on(client, f"{LEADS}/{lead_id}", acts, body, headers=given)


async def done(
    client: httpx.AsyncClient, lead_id: str, acts: str, body: dict[str, Any]
) -> httpx.Response:
    """Do it, and see that it was done."""
    answer = await act(client, lead_id, acts, body)
    assert answer.status_code == 201, answer.text
    return answer


async def negotiated(client: httpx.AsyncClient, **more: Any) -> str:
    """Register a lead and bring it to the table."""
    lead_id = await registered(client, **more)
    await done(client, lead_id, "assessments", {"verdict": "pursue", "opinion": "符合定位"})
    await done(client, lead_id, "moves", {"to": "negotiating"})
    return lead_id


def refused(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """See that an answer is this refusal, as a problem document, and return it."""
    assert (answer.status_code, answer.json().get("code")) == (status, code), answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.json()["title"] != code
    return dict(answer.json())


async def somebody(
    running: Installation, login: str, role: str, park: str | None
) -> httpx.AsyncClient:
    """Open an account with one role in one park, and sign in as it."""
    opener = await running.login("system-admin")
    granter = await running.login("security-admin")
    opened = await opener.post(
        "/api/v1/accounts", json={"login": login, "display_name": "样例人员"}
    )
    assert opened.status_code == 201, opened.text
    given = await granter.post(
        f"/api/v1/accounts/{opened.json()['id']}/grants",
        json={"role": role, "park": park},
        headers={"If-Match": opened.headers["ETag"]},
    )
    assert given.status_code == 201, given.text
    return await running.login(login, opened.json()["one_time_password"])

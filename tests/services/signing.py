"""A lead brought to the agreement from which a project comes, for who tests what follows it."""

from typing import Any

import httpx

from tests.harness.services import Installation
from tests.services.leads.desk import LEADS, done

_LEAD: dict[str, Any] = {
    "name": "检测设备生产基地",
    "investor_name": "晋江中纺标检验认证有限公司",
    "park": "inspection-park",
    "effective": "2025-12-01",
}
_AGREED: dict[str, Any] = {
    "amount": {"value": "2.8", "unit": "亿元"},
    "agreed_start_on": "2027-01-01",
    "agreed_production_on": "2028-06-30",
    "effective": "2026-01-10",
}


async def signed_lead(client: httpx.AsyncClient, **more: Any) -> str:
    """Bring a lead from the first word to the agreement."""
    answer = await client.post(LEADS, json=_LEAD | more)
    assert answer.status_code == 201, answer.text
    lead_id = str(answer.json()["id"])
    verdict = {"verdict": "pursue", "opinion": "符合定位", "effective": "2025-12-02"}
    await done(client, lead_id, "assessments", verdict)
    await done(client, lead_id, "moves", {"to": "negotiating", "effective": "2025-12-03"})
    await done(client, lead_id, "signings", _AGREED)
    return lead_id


async def project_of(running: Installation, lead_id: str, client: httpx.AsyncClient) -> str:
    """Return the project that a lead became."""
    await running.settled()
    answer = await client.get("/api/v1/projects", params={"limit": 200})
    (found,) = [item["id"] for item in answer.json()["items"] if item["lead_id"] == lead_id]
    return str(found)

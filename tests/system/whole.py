"""The whole installation, and a few things that every story about it does."""

from typing import Any
from uuid import uuid4

import httpx

from luodi.acting import act_on
from tests.harness.services import SAMPLE_PASSWORD, Installation

SERVICES = ("leads", "projects", "approvals", "notifications")
ALL = ("access", *SERVICES)


def keyed() -> dict[str, str]:
    """An Idempotency-Key that nobody used before; systems must send one."""
    return {"Idempotency-Key": f'"{uuid4()}"'}


async def system(
    running: Installation, client_id: str = "partner", secret: str = SAMPLE_PASSWORD
) -> httpx.AsyncClient:
    """Return a client with a partner system's token."""
    client = running.client()
    form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": secret}
    answer = await client.post("/api/v1/token", data=form)
    assert answer.status_code == 200, answer.text
    client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
    return client


async def made(client: httpx.AsyncClient, path: str, **body: Any) -> dict[str, Any]:
    """Make a thing and return the answer."""
    answer = await client.post(path, json=body, headers=keyed())
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def acted(client: httpx.AsyncClient, thing: str, acts: str, **body: Any) -> dict[str, Any]:
    """Act on a thing as it stands now and return the answer."""
    answer = await act_on(client, thing, acts, body, headers=keyed())
    assert answer.status_code == 201, answer.text
    return dict(answer.json())

"""What the tests of this service's HTTP border say over and over."""

from typing import Any

import asyncpg
import httpx

from luodi.acting import act_on
from tests.harness.services import SAMPLE_PASSWORD, Installation

ACCOUNTS = "/api/v1/accounts"
SESSIONS = "/api/v1/sessions"
GOOD_PASSWORD = "Steht-hinter-7-Bergen"


async def sign_in(
    client: httpx.AsyncClient, account: str, password: str = SAMPLE_PASSWORD, **headers: str
) -> httpx.Response:
    body = {"account": account, "password": password}
    return await client.post(SESSIONS, json=body, headers=headers)


async def act(
    client: httpx.AsyncClient, path: str, body: dict[str, Any] | None = None
) -> httpx.Response:
    """Act on an account as it stands."""
    account, _, acts = path.partition("/")
    return await act_on(client, f"{ACCOUNTS}/{account}", acts, body)


async def own(running: Installation, statement: str, *values: object) -> None:
    """Change what is no history, as time would."""
    connection = await asyncpg.connect(running.services["access"].database.admin_url)
    try:
        await connection.execute(statement, *values)
    finally:
        await connection.close()


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}

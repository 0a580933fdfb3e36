"""What access says counts in every other service."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest

from tests.harness.servers import Cluster
from tests.harness.services import Installation, installation
from tests.services.access.test_passwords import first_logins
from tests.services.access.words import ACCOUNTS, SESSIONS, act, bearer, sign_in

LEADS = "/api/v1/leads"
Happens = Callable[[Installation, httpx.AsyncClient], Awaitable[None]]


async def refused_there(client: httpx.AsyncClient) -> str:
    """Ask the other service until it refuses the token; say why it does."""
    for _ in range(500):
        answer = await client.get(LEADS)
        if answer.status_code == 401:
            return str(answer.json()["detail"])
        await asyncio.sleep(0.01)
    raise AssertionError("the token still opens the door")


async def lock_out(running: Installation, _: httpx.AsyncClient) -> None:
    security = await running.login("security-admin")
    locked = await act(security, "sample-specialist/locks", {"reason": "离岗"})
    assert locked.status_code == 201


async def take_away(running: Installation, specialist: httpx.AsyncClient) -> None:
    security = await running.login("security-admin")
    record = (await specialist.get(f"{ACCOUNTS}/sample-specialist")).json()
    body = {"grant_id": record["grants"][0]["id"], "reason": "调岗"}
    assert (await act(security, "sample-specialist/grant-withdrawals", body)).status_code == 201


async def sign_out(_: Installation, specialist: httpx.AsyncClient) -> None:
    assert (await specialist.delete(f"{SESSIONS}/current")).status_code == 204


@pytest.mark.parametrize("happens", [lock_out, take_away, sign_out])
async def test_a_token_used_a_moment_ago_is_refused_by_all(
    cluster: Cluster, broker: str, tmp_path: Path, happens: Happens
) -> None:
    async with installation(cluster, broker, tmp_path, "leads") as running:
        specialist = await running.login("specialist")
        assert (await specialist.get(LEADS)).status_code == 200
        await happens(running, specialist)
        assert await refused_there(specialist) == "token-revoked"


async def test_an_initial_password_opens_nothing_anywhere(
    cluster: Cluster, broker: str, tmp_path: Path
) -> None:
    earnest = {"LUODI_SAMPLE_LOGINS": ""}
    async with installation(cluster, broker, tmp_path, "leads", **earnest) as running:
        word = first_logins(running)["system-admin"]
        answer = await sign_in(running.client(), "system-admin", word)
        headers = bearer(answer.json()["token"])
        refused = await running.client().get(LEADS, headers=headers)
        assert (refused.status_code, refused.json()["code"]) == (403, "password-change-required")

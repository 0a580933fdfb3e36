"""Who shows no valid token hears that first, whatever else is wrong with what he sends."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.harness.servers import Cluster
from tests.harness.services import Installation, installation

UNREADABLE = (b"{", b"\xff\xfe{}", b'{"a": 1}}')
JSON = {"Content-Type": "application/json"}
LEADS, ACCOUNTS = "/api/v1/leads", "/api/v1/accounts"
ROUTES = (
    LEADS,
    f"{LEADS}/x/follow-ups",
    ACCOUNTS,
    f"{ACCOUNTS}/x/locks",
    f"{ACCOUNTS}/x/password-changes",
)


@pytest.fixture
async def running(cluster: Cluster, broker: str, tmp_path: Path) -> AsyncIterator[Installation]:
    async with installation(cluster, broker, tmp_path, "leads") as started:
        yield started


async def answers(client: httpx.AsyncClient, route: str) -> set[tuple[int, str]]:
    found = [await client.post(route, content=body, headers=JSON) for body in UNREADABLE]
    return {(answer.status_code, answer.json()["code"]) for answer in found}


async def test_an_unreadable_body_is_of_interest_only_from_somebody(running: Installation) -> None:
    nobody, forger = running.client(), running.client()
    forger.headers["Authorization"] = "Bearer of.no.token"
    somebody = await running.login("specialist")
    for route in ROUTES:
        for stranger in (nobody, forger):
            assert await answers(stranger, route) == {(401, "not-authenticated")}, route
            told = await stranger.post(route, content=b"{", headers=JSON)
            assert told.headers["www-authenticate"] == "Bearer"
        known = await answers(somebody, route)
        assert {status for status, _ in known} == {400}, route
    signing_in = await nobody.post("/api/v1/sessions", content=b"{", headers=JSON)
    assert (signing_in.status_code, signing_in.json()["code"]) == (400, "unreadable-body")


async def test_a_wrong_time_is_named_by_its_plain_pointer(running: Installation) -> None:
    somebody = await running.login("specialist")
    body = {"name": "x", "park": "inspection-park", "effective": {"from": "2026-01-01"}}
    answer = await somebody.post(LEADS, json=body)
    assert answer.status_code == 422
    pointers = [error["pointer"] for error in answer.json()["errors"]]
    assert pointers == ["/body/effective/to", "/body/effective/precision"]

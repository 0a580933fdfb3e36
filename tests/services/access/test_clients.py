"""Systems and their secrets, over HTTP."""

import base64
from typing import Any

import httpx
import jwt

from tests.harness.services import Installation
from tests.services.access.words import ACCOUNTS, act, bearer

TOKEN = "/api/v1/token"
CITY = {"login": "city-platform", "display_name": "市级平台"}


def grant(client: str, secret: str) -> dict[str, str]:
    return {"grant_type": "client_credentials", "client_id": client, "client_secret": secret}


def basic(client: str, secret: str) -> dict[str, str]:
    word = base64.b64encode(f"{client}:{secret}".encode()).decode()
    return {"Authorization": f"Basic {word}"}


async def connected(admin: httpx.AsyncClient) -> dict[str, Any]:
    answer = await admin.post("/api/v1/clients", json=CITY)
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def test_a_system_shows_its_secret_and_gets_a_token(running: Installation) -> None:
    made = await connected(await running.login("system-admin"))
    security = await running.login("security-admin")
    role = await act(security, f"{made['id']}/grants", {"role": "partner-system"})
    assert role.status_code == 201

    client = running.client()
    answer = await client.post(TOKEN, data=grant(made["client_id"], made["client_secret"]))
    assert answer.status_code == 200
    body = answer.json()
    assert body["token_type"] == "Bearer"
    assert 0 < body["expires_in"] <= 300
    claims = jwt.decode(body["access_token"], options={"verify_signature": False})
    assert (claims["sub"], claims["kind"], claims["sid"]) == (made["id"], "system", None)
    assert claims["grants"] == [["partner-system", None, None, None]]
    assert answer.headers["cache-control"] == "no-store"

    by_header = await client.post(
        TOKEN,
        data={"grant_type": "client_credentials"},
        headers=basic(made["client_id"], made["client_secret"]),
    )
    assert by_header.status_code == 200
    me = await client.get(f"{ACCOUNTS}/{made['id']}", headers=bearer(body["access_token"]))
    assert me.json()["display_name"] == "市级平台"


async def test_systems_name_their_requests(running: Installation) -> None:
    answer = await running.client().post(TOKEN, data=grant("partner", "Luodi-2026"))
    headers = bearer(answer.json()["access_token"])
    refused = await running.client().post("/api/v1/departments", json={}, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (400, "idempotency-key-missing")
    no_session = await running.client().delete("/api/v1/sessions/current", headers=headers)
    assert no_session.status_code == 404


async def test_wrong_secrets_get_one_answer(running: Installation) -> None:
    client = running.client()
    for shown in (
        ("nobody", "Luodi-2026"),
        ("partner", "Luodi-2027"),
        ("officer", "Luodi-2026"),
        ("", ""),
        ("\x00partner", "Luodi-2026"),
    ):
        answer = await client.post(TOKEN, data=grant(*shown))
        body = answer.json()
        assert answer.status_code == 401
        assert (body["code"], body["error"]) == ("client-refused", "invalid_client")
        assert answer.headers["www-authenticate"].startswith("Basic")


async def test_requests_that_cannot_be_read(running: Installation) -> None:
    client = running.client()
    no_type = await client.post(TOKEN, data={"client_id": "partner"})
    assert (no_type.status_code, no_type.json()["error"]) == (400, "invalid_request")
    password = await client.post(TOKEN, data={"grant_type": "password"})
    assert (password.status_code, password.json()["error"]) == (400, "unsupported_grant_type")
    for word in ("!!!", base64.b64encode(b"no colon").decode(), "/w=="):
        headers = {"Authorization": f"Basic {word}"}
        form_of_type = {"grant_type": "client_credentials"}
        broken = await client.post(TOKEN, data=form_of_type, headers=headers)
        assert (broken.status_code, broken.json()["error"]) == (400, "invalid_request")
    assert (await client.post(TOKEN, json=grant("partner", "x"))).status_code == 415
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    odd = await client.post(TOKEN, content=b"grant_type=%ff%fe&\xff=1", headers=form)
    assert odd.status_code == 400


async def test_old_and_new_secret_overlap(running: Installation) -> None:
    system = await running.login("system-admin")
    made = await connected(system)
    client = running.client()
    rotated = await act(system, f"{made['id']}/secrets", {"overlap_hours": 1})
    assert rotated.status_code == 201
    for secret in (made["client_secret"], rotated.json()["client_secret"]):
        assert (await client.post(TOKEN, data=grant("city-platform", secret))).is_success
    at_once = await act(system, f"{made['id']}/secrets", {"overlap_hours": 0})
    old = await client.post(TOKEN, data=grant("city-platform", rotated.json()["client_secret"]))
    assert old.status_code == 401
    new = await client.post(TOKEN, data=grant("city-platform", at_once.json()["client_secret"]))
    assert new.status_code == 200
    shown = (await system.get(f"{ACCOUNTS}/{made['id']}")).text
    assert at_once.json()["client_secret"] not in shown


async def test_a_leaked_secret_opens_nothing_and_voids_its_tokens(running: Installation) -> None:
    system = await running.login("system-admin")
    made = await connected(system)
    client = running.client()
    token = await client.post(TOKEN, data=grant("city-platform", made["client_secret"]))
    body = {"secret_id": made["secret_id"], "reason": "外泄"}
    assert (await act(system, f"{made['id']}/secret-withdrawals", body)).status_code == 201
    void = await client.get(
        f"{ACCOUNTS}/{made['id']}", headers=bearer(token.json()["access_token"])
    )
    assert (void.status_code, void.json()["detail"]) == (401, "token-revoked")
    again = await client.post(TOKEN, data=grant("city-platform", made["client_secret"]))
    assert again.status_code == 401


async def test_a_locked_system_gets_no_token(running: Installation) -> None:
    security = await running.login("security-admin")
    assert (await act(security, "sample-partner/locks", {"reason": "停用"})).status_code == 201
    answer = await running.client().post(TOKEN, data=grant("partner", "Luodi-2026"))
    assert answer.status_code == 401

"""The front door's question: whose browser is this, and did our own page send it?"""

from datetime import timedelta

import httpx
import jwt

from shared.adapters.identity import Identity
from tests.harness.services import INTERNAL_TOKEN, Installation
from tests.services.access.issuing import refusal
from tests.services.access.words import ACCOUNTS, SESSIONS, act, own, sign_in

ASK = "/internal/forward-auth"


async def cookie_of(running: Installation, login: str) -> dict[str, str]:
    answer = await sign_in(running.client(), login)
    return {"Cookie": f"luodi_session={answer.cookies['luodi_session']}"}


async def ask(
    running: Installation, cookie: dict[str, str], method: str = "GET", **more: str
) -> httpx.Response:
    headers = {**cookie, "X-Forwarded-Method": method, "X-Forwarded-Uri": "/api/v1/leads", **more}
    async with httpx.AsyncClient(base_url=running.urls["access"]) as caddy:
        return await caddy.get(ASK, headers=headers)


async def test_a_cookie_becomes_a_token_for_the_service_behind(running: Installation) -> None:
    cookie = await cookie_of(running, "leader")
    answer = await ask(running, cookie)
    assert answer.status_code == 200
    scheme, token = answer.headers["Authorization"].split(" ")
    assert scheme == "Bearer"
    claims = jwt.decode(token, options={"verify_signature": False})
    assert (claims["sub"], claims["kind"]) == ("sample-leader", "person")
    assert claims["exp"] - claims["iat"] <= 300
    again = await ask(running, cookie)
    assert again.headers["Authorization"] == answer.headers["Authorization"]


async def test_what_happened_to_the_account_makes_another_token(running: Installation) -> None:
    security = await running.login("security-admin")
    cookie = await cookie_of(running, "leader")
    before = await ask(running, cookie)
    await act(security, "sample-leader/grants", {"role": "statistician"})
    after = await ask(running, cookie)
    roles = [[grant[0] for grant in _claims(answer)["grants"]] for answer in (before, after)]
    assert roles == [["park-leader"], ["park-leader", "statistician"]]


def _claims(answer: httpx.Response) -> dict[str, list[list[str]]]:
    token = answer.headers["Authorization"].removeprefix("Bearer ")
    claims: dict[str, list[list[str]]] = jwt.decode(token, options={"verify_signature": False})
    return claims


async def test_without_a_session_nothing_is_added(running: Installation) -> None:
    for cookie in ({}, {"Cookie": "luodi_session=stolen"}, {"Cookie": "luodi_session="}):
        answer = await ask(running, cookie)
        assert (answer.status_code, "Authorization" in answer.headers) == (200, False)


async def test_a_session_that_is_over_opens_nothing(running: Installation) -> None:
    security = await running.login("security-admin")
    cookies = {name: await cookie_of(running, name) for name in ("leader", "officer", "auditor")}
    assert (await act(security, "sample-leader/locks", {"reason": "离岗"})).status_code == 201
    idle = "UPDATE own.session SET last_seen_at = last_seen_at - $1::interval WHERE account_id = $2"
    await own(running, idle, timedelta(minutes=30), "sample-officer")
    old = "UPDATE own.session SET expires_at = expires_at - $1::interval WHERE account_id = $2"
    await own(running, old, timedelta(hours=12), "sample-auditor")
    for cookie in cookies.values():
        assert "Authorization" not in (await ask(running, cookie)).headers


async def test_use_keeps_a_session_awake(running: Installation) -> None:
    cookie = await cookie_of(running, "leader")
    back = "UPDATE own.session SET last_seen_at = last_seen_at - $1::interval"
    for _ in range(3):
        await own(running, back, timedelta(minutes=20))
        assert "Authorization" in (await ask(running, cookie)).headers


async def test_a_change_by_cookie_comes_from_our_own_page(running: Installation) -> None:
    cookie = await cookie_of(running, "leader")
    ours = running.services["access"].settings.public_url
    for method in ("POST", "PUT", "PATCH", "DELETE", ""):
        assert (await ask(running, cookie, method, Origin=ours)).status_code == 200
        for headers in ({}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
            refused = await ask(running, cookie, method, **headers)
            assert (refused.status_code, refused.json()["code"]) == (403, "origin-refused")
    for method in ("GET", "HEAD", "OPTIONS"):
        foreign = await ask(running, cookie, method, Origin="https://evil.example")
        assert foreign.status_code == 200


async def test_a_browser_signs_out_by_its_cookie_alone(running: Installation) -> None:
    cookie = await cookie_of(running, "leader")
    ours = running.services["access"].settings.public_url
    browser = running.client()
    browser.headers.update(cookie)
    (session,) = (await browser.get(SESSIONS)).json()["items"]
    assert session["current"] is True
    foreign = await browser.delete(
        f"{SESSIONS}/current", headers={"Origin": "https://evil.example"}
    )
    assert (foreign.status_code, foreign.json()["code"]) == (403, "origin-refused")
    out = await browser.delete(f"{SESSIONS}/current", headers={"Origin": ours})
    assert out.status_code == 204
    assert (await browser.get(SESSIONS)).status_code == 401


async def test_a_token_of_ones_own_is_passed_on_unchanged(running: Installation) -> None:
    cookie = await cookie_of(running, "leader")
    own_token = {"Authorization": "Bearer brought-along"}
    answer = await ask(running, cookie, "POST", **own_token)
    assert answer.headers["Authorization"] == "Bearer brought-along"


async def test_services_learn_keys_and_recent_revocations(running: Installation) -> None:
    served = running.services["access"]
    leader, security = await running.login("leader"), await running.login("security-admin")
    token = leader.headers["Authorization"].removeprefix("Bearer ")
    asked = Identity(served.settings)
    at = await served.runtime.pool.fetchval("SELECT clock_timestamp()")
    assert (await asked.who(token, at)).account == "sample-leader"
    await act(security, "sample-leader/locks", {"reason": "离岗"})
    just_begun = await refusal(Identity(served.settings), token, at)
    assert just_begun == "token-revoked"


async def test_the_bus_tells_who_is_revoked(running: Installation) -> None:
    served = running.services["access"]
    security, leader = await running.login("security-admin"), await running.login("leader")
    record = (await leader.get(f"{ACCOUNTS}/sample-leader")).json()
    body = {"grant_id": record["grants"][0]["id"], "reason": "调岗"}
    await act(security, "sample-leader/grant-withdrawals", body)
    await leader.get(f"{ACCOUNTS}/sample-leader")
    (withdrawn,) = [
        served.runtime.relay.cloud_event(recorded)
        for recorded in await served.runtime.store.after(0, 500)
        if type(recorded.event).__name__ == "GrantWithdrawn"
    ]
    assert withdrawn.data is not None
    assert withdrawn.data["account_id"] == "sample-leader"
    assert withdrawn.data["not_before"] == withdrawn.time.isoformat().replace("+00:00", "Z")


async def test_the_internal_keys_are_for_services(running: Installation) -> None:
    async with httpx.AsyncClient(base_url=running.urls["access"]) as client:
        assert (await client.get("/internal/keys")).status_code == 401
        headers = {"Authorization": f"Internal {INTERNAL_TOKEN}"}
        assert set((await client.get("/internal/keys", headers=headers)).json()) == {
            "keys",
            "revocations",
        }
        jwks = (await client.get("/.well-known/jwks.json")).json()
        rotated = await client.post("/internal/key-rotations", headers=headers)
        assert (await client.post("/internal/key-rotations")).status_code == 401
    assert len(rotated.json()["keys"]) == 2
    (key,) = jwks["keys"]
    assert (key["kty"], key["crv"], key["alg"], key["use"]) == ("OKP", "Ed25519", "EdDSA", "sig")
    assert "d" not in key
